//! Content security policies of what is sent.

/// The page's content security policy: nothing from elsewhere, no inline script, no inline style sheet.
pub(crate) const PAGE_POLICY: &str = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; child-src 'self' blob:; \
    img-src 'self' data: blob:; style-src 'self'; font-src 'self'; connect-src 'self'; object-src 'none'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The policy of the map in a frame: as the page's, but any site may frame it. Nothing on it can be clicked that changes anything.
pub(crate) const EMBED_POLICY: &str = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; child-src 'self' blob:; \
    img-src 'self' data: blob:; style-src 'self'; font-src 'self'; connect-src 'self'; object-src 'none'; \
    base-uri 'none'; form-action 'none'; frame-ancestors *";

/// The policy of Swagger UI, which writes style attributes.
pub(crate) const DOCS_POLICY: &str = "default-src 'self'; script-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
    connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The policy of everything that is no page.
pub(crate) const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

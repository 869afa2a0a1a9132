use std::path::{Path as DiskPath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{BackoffConfig, ObjectStore, RetryConfig};

use crate::error::StoreError;
use crate::objects::Objects;

/// What a store takes from its surroundings.
#[derive(Debug, Clone)]
pub struct Options {
    /// The clock for the writer lock: since when it is held, and when a lease in a bucket runs out.
    pub clock: fn() -> DateTime<Utc>,
    /// Settings of the S3 connection as pairs of `AWS_…` name and value, for example
    /// `("AWS_ENDPOINT_URL", "http://127.0.0.1:9000")`. Plain HTTP is allowed to loopback addresses only, unless
    /// `AWS_ALLOW_HTTP` is `true`.
    pub s3: Vec<(String, String)>,
    /// How long a writer's lease in a bucket lasts unless renewed; it is renewed after a third of it.
    /// Must be well above the difference between the writers' clocks.
    pub lease: Duration,
}

impl Options {
    /// Lease of a writer in a bucket: long enough for clocks that differ by a minute.
    pub const DEFAULT_LEASE: Duration = Duration::from_mins(3);

    /// This clock, no settings for S3, and [`Options::DEFAULT_LEASE`].
    pub fn new(clock: fn() -> DateTime<Utc>) -> Self {
        Self {
            clock,
            s3: Vec::new(),
            lease: Self::DEFAULT_LEASE,
        }
    }

    /// The same with those of some environment variables that are settings of the S3 connection, such as
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION` and `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn with_environment(
        mut self,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let known =
            |(name, _): &(String, String)| name.starts_with("AWS_") && setting(name).is_ok();
        self.s3.extend(variables.into_iter().filter(known));
        self
    }
}

/// Where the files are, as far as writing must know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A folder; a version appears by renaming its folder.
    Disk(PathBuf),
    /// A bucket; a version appears with its manifest.
    Bucket,
}

/// Connects to a location without touching it.
pub(crate) fn connect(location: &str, options: &Options) -> Result<(Place, Objects), StoreError> {
    match location.split_once("://") {
        Some(("s3", rest)) => bucket(location, rest, options),
        Some((scheme, _)) => Err(bad(location, &format!("`{scheme}://` is not supported"))),
        None => disk(location),
    }
}

fn disk(location: &str) -> Result<(Place, Objects), StoreError> {
    if location.is_empty() {
        return Err(bad(location, &"it is empty"));
    }
    let given = DiskPath::new(location);
    let root = given
        .canonicalize()
        .or_else(|_| std::path::absolute(given))
        .map_err(|error| bad(location, &error))?;
    if root.exists() && !root.is_dir() {
        return Err(bad(location, &"it is a file, not a folder"));
    }
    let prefix = Path::from_absolute_path(&root).map_err(|error| bad(location, &error))?;
    let objects = Objects::new(Arc::new(LocalFileSystem::new()), prefix)?;
    Ok((Place::Disk(root), objects))
}

fn bucket(location: &str, rest: &str, options: &Options) -> Result<(Place, Objects), StoreError> {
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        return Err(bad(location, &"it names no bucket"));
    }
    let prefix = Path::parse(prefix.trim_matches('/')).map_err(|error| bad(location, &error))?;
    let builder = builder(location, options)?
        .with_bucket_name(bucket)
        .with_retry(retry());
    let client: Arc<dyn ObjectStore> =
        Arc::new(builder.build().map_err(|error| bad(location, &error))?);
    Ok((Place::Bucket, Objects::new(client, prefix)?))
}

fn builder(location: &str, options: &Options) -> Result<AmazonS3Builder, StoreError> {
    let known = |builder: AmazonS3Builder, (name, value): &(String, String)| {
        let key = setting(name).map_err(|error| bad(location, &error))?;
        Ok::<_, StoreError>(builder.with_config(key, value))
    };
    let builder = options.s3.iter().try_fold(AmazonS3Builder::new(), known)?;
    let Some(endpoint) = builder.get_config_value(&AmazonS3ConfigKey::Endpoint) else {
        return Ok(builder);
    };
    check_credentials(location, &builder)?;
    let near = endpoint.strip_prefix("http://").is_some_and(is_loopback);
    Ok(if near {
        builder.with_allow_http(true)
    } else {
        builder
    })
}

fn setting(name: &str) -> object_store::Result<AmazonS3ConfigKey> {
    name.to_ascii_lowercase().parse()
}

/// Amazon's own machines can ask for credentials; elsewhere that would only hang.
fn check_credentials(location: &str, builder: &AmazonS3Builder) -> Result<(), StoreError> {
    let has = |key| builder.get_config_value(&key).is_some();
    let anonymous = builder
        .get_config_value(&AmazonS3ConfigKey::SkipSignature)
        .as_deref()
        == Some("true");
    let keys = has(AmazonS3ConfigKey::AccessKeyId) && has(AmazonS3ConfigKey::SecretAccessKey);
    let others = [
        AmazonS3ConfigKey::WebIdentityTokenFile,
        AmazonS3ConfigKey::ContainerCredentialsRelativeUri,
        AmazonS3ConfigKey::ContainerCredentialsFullUri,
    ];
    if keys || anonymous || others.into_iter().any(has) {
        return Ok(());
    }
    Err(bad(
        location,
        &"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set for its server",
    ))
}

/// True for the machine itself, where plain HTTP leaks nothing.
fn is_loopback(authority: &str) -> bool {
    let authority = authority.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Gives up on a dead server within half a minute instead of the library's three.
fn retry() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig::default(),
        max_retries: 6,
        retry_timeout: Duration::from_secs(30),
    }
}

fn bad(location: &str, reason: &dyn std::fmt::Display) -> StoreError {
    StoreError::BadLocation {
        location: location.to_owned(),
        reason: reason.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_allowed_to_the_machine_itself_only() {
        for near in [
            "127.0.0.1:9000",
            "localhost",
            "localhost:80/x",
            "[::1]:9000",
            "127.8.9.1",
        ] {
            assert!(is_loopback(near), "{near}");
        }
        for far in [
            "example.org",
            "10.0.0.1:9000",
            "localhost.example.org",
            "[2001:db8::1]:80",
            "",
        ] {
            assert!(!is_loopback(far), "{far}");
        }
    }

    #[test]
    fn a_server_of_ones_own_needs_keys_and_unknown_settings_are_refused() {
        let open = |pairs: &[(&str, &str)]| {
            let pairs = pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let options = Options {
                s3: pairs.collect(),
                ..Options::new(Utc::now)
            };
            connect("s3://oshaq/x", &options)
                .err()
                .map(|error| error.to_string())
        };
        let endpoint = ("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        let keys = [("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];
        assert!(open(&[endpoint]).unwrap().contains("AWS_ACCESS_KEY_ID"));
        assert!(
            open(&[endpoint, keys[0]])
                .unwrap()
                .contains("AWS_SECRET_ACCESS_KEY")
        );
        assert!(
            open(&[("AWS_ENDPIONT", "x")])
                .unwrap()
                .contains("aws_endpiont")
        );
        assert_eq!(open(&[endpoint, keys[0], keys[1]]), None);
        assert_eq!(open(&[endpoint, ("AWS_SKIP_SIGNATURE", "true")]), None);
    }

    #[test]
    fn of_the_environment_only_settings_of_the_connection_are_taken() {
        let variables = [
            ("AWS_ACCESS_KEY_ID", "a"),
            ("AWS_PAGER", "less"),
            ("HOME", "/"),
            ("ACCESS_KEY_ID", "of something else"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let options = Options::new(Utc::now).with_environment(variables.clone());
        assert_eq!(options.s3, [variables[0].clone()]);
    }

    #[test]
    fn a_location_that_cannot_be_a_store_is_refused_with_a_reason() {
        for (location, reason) in [
            ("", "empty"),
            ("ftp://x/y", "ftp"),
            ("s3:///prefix", "no bucket"),
        ] {
            let error = connect(location, &Options::new(Utc::now))
                .err()
                .unwrap()
                .to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}

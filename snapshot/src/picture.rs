//! From a request to the bytes of a PNG.

use crate::{
    canvas::{Canvas, Fonts},
    failure::Failure,
    frame::Projection,
    map,
    request::Request,
    sheet::Sheet,
    tile,
};

/// Draws the request: the map by maplibre, then the sheet around it. Returns a PNG.
///
/// # Errors
/// See [`Failure`].
pub fn draw(request: &Request) -> Result<Vec<u8>, Failure> {
    let fonts = Fonts::load()?;
    let sheet = Sheet::lay_out(request, &fonts);
    let projection = Projection::fit(request.bounds, &sheet.frame);
    let encoded = tile::encode(request.background, &request.layers, &projection)?;
    let square = map::render(encoded, sheet.frame.side())?;
    let mut canvas = Canvas::new(request.width, request.height, request.background);
    canvas.place(&square, &sheet.frame);
    sheet.draw(&mut canvas, request, &fonts);
    png(&canvas, request)
}

/// Title and mark are written into the file's own text as well, so that they stay when the picture is shown smaller.
fn png(canvas: &Canvas, request: &Request) -> Result<Vec<u8>, Failure> {
    let (width, height) = canvas.size();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let texts = [
        ("Title", Some(&request.title)),
        ("Description", request.subtitle.as_ref()),
        ("Disclaimer", request.stamp.as_ref()),
        ("Source", request.attribution.as_ref()),
    ];
    let written = texts
        .into_iter()
        .filter_map(|(keyword, text)| Some((keyword, text?)))
        .try_for_each(|(keyword, text)| encoder.add_itxt_chunk(keyword.to_owned(), text.clone()))
        .and_then(|()| encoder.write_header())
        .and_then(|mut writer| {
            writer.write_image_data(canvas.bytes())?;
            writer.finish()
        });
    written.map_err(|error| Failure::Renderer(format!("PNG: {error}")))?;
    Ok(bytes)
}

//! From a request to the bytes of a PNG.

use crate::{
    canvas::{Canvas, Fonts},
    failure::Failure,
    frame::Projection,
    labels, map,
    request::Request,
    sheet::Sheet,
    tile,
};

/// Draws the request: the maps by maplibre, the names on them, then the sheet around them. Returns a PNG.
///
/// # Errors
/// See [`Failure`].
pub fn draw(request: &Request) -> Result<Vec<u8>, Failure> {
    let fonts = Fonts::load()?;
    let sheet = Sheet::lay_out(request, &fonts);
    let mut canvas = Canvas::new(request.width, request.height, request.background);
    for (frame, map) in sheet.frames.iter().zip(request.maps()) {
        let projection = Projection::fit(request.bounds, frame);
        let encoded = tile::encode(request.background, map, &projection)?;
        canvas.place(&map::render(encoded, frame.side())?, frame);
        labels::draw(&mut canvas, &request.labels, &fonts, frame, &projection);
    }
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

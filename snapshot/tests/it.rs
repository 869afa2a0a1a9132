//! The program as the server calls it: request in, PNG and exit code out. Needs a Vulkan driver (Debian: mesa-vulkan-drivers).

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{
    io::Write,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

const INSIDE: [u8; 3] = [0xbd, 0x00, 0x26];
const PAPER: [u8; 3] = [0xf4, 0xf1, 0xea];
const OUTLINE: [u8; 3] = [0x00, 0x66, 0xff];
const SIDE: u32 = 512;

/// A square of 2° in the middle of a map of 8° at the equator, with a hole in its middle, and a line across the north.
fn request() -> Value {
    json!({
        "bounds": [66.0, -4.0, 74.0, 4.0], "width": SIDE, "height": SIDE + 31, "title": "Ұрлық",
        "layers": [
            {"name": "band-1", "colour": "#ffffb2", "polygons": [[[[69, -1], [71, -1], [71, 1], [69, 1], [69, -1]]]]},
            {"name": "band-5", "colour": "#bd0026", "polygons": [[
                [[69, -1], [71, -1], [71, 1], [69, 1], [69, -1]],
                [[69.75, -0.25], [70.25, -0.25], [70.25, 0.25], [69.75, 0.25]]
            ]]},
            {"name": "unit", "colour": "#0066ff", "width": 6, "lines": [[[60, 3], [80, 3]]]}
        ]
    })
}

fn with(changes: &Value) -> Value {
    let mut request = request();
    for (field, value) in changes.as_object().unwrap() {
        request[field] = value.clone();
    }
    request
}

fn snapshot(arguments: &[&str], environment: &[(&str, &str)], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_oshaq-snapshot"))
        .args(arguments)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may refuse and end before it has read everything.
    drop(child.stdin.take().unwrap().write_all(input));
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.lines()
        .filter(|line| line.starts_with("oshaq-snapshot: "))
        .collect::<Vec<_>>()
        .join("\n")
}

struct Picture {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
    texts: Vec<(String, String)>,
}

impl Picture {
    fn draw(request: &Value) -> Self {
        let output = snapshot(&["--out", "-"], &[], request.to_string().as_bytes());
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Self::read(&output.stdout)
    }

    fn read(bytes: &[u8]) -> Self {
        let mut reader = png::Decoder::new(bytes).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let texts = reader
            .info()
            .utf8_text
            .iter()
            .map(|text| (text.keyword.clone(), text.get_text().unwrap()))
            .collect();
        Self {
            width: info.width,
            height: info.height,
            pixels,
            texts,
        }
    }

    fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let start = (y * self.width + x) as usize * 3;
        self.pixels[start..start + 3].try_into().unwrap()
    }

    fn count(&self, colour: [u8; 3]) -> usize {
        self.pixels
            .chunks_exact(3)
            .filter(|pixel| *pixel == colour)
            .count()
    }
}

/// The header of the test picture is 31 pixels high: 46 pixels at 512 / 768.
const HEADER: u32 = 31;

#[test]
fn a_band_is_drawn_in_its_colour_where_its_polygon_lies() {
    let picture = Picture::draw(&request());
    assert_eq!((picture.width, picture.height), (SIDE, SIDE + HEADER));
    let pixel = f64::from(SIDE) / 8.0;
    let at = |lng: f64, lat: f64| {
        picture.at(
            ((lng - 66.0) * pixel) as u32,
            HEADER + ((4.0 - lat) * pixel) as u32,
        )
    };
    for (lng, lat) in [
        (69.1, 0.0),
        (70.9, 0.0),
        (70.0, 0.9),
        (70.0, -0.9),
        (69.02, 0.97),
        (70.98, -0.97),
    ] {
        assert_eq!(at(lng, lat), INSIDE, "{lng} {lat}");
    }
    for (lng, lat) in [
        (68.9, 0.0),
        (71.1, 0.0),
        (70.0, 1.1),
        (70.0, -1.1),
        (66.05, -3.9),
        (73.9, 3.9),
    ] {
        assert_eq!(at(lng, lat), PAPER, "{lng} {lat}");
    }
}

#[test]
fn a_later_layer_covers_an_earlier_one_and_its_hole_shows_it() {
    let picture = Picture::draw(&request());
    assert_eq!(picture.at(SIDE / 2, HEADER + SIDE / 2), [0xff, 0xff, 0xb2]);
    let mut turned = request();
    turned["layers"].as_array_mut().unwrap().swap(0, 1);
    assert_eq!(
        Picture::draw(&turned).at(SIDE / 2 - 50, HEADER + SIDE / 2),
        [0xff, 0xff, 0xb2]
    );
}

#[test]
fn the_area_drawn_is_the_area_asked_for() {
    let picture = Picture::draw(&request());
    let pixels_per_degree = f64::from(SIDE) / 8.0;
    let expected = (4.0 - 0.25) * pixels_per_degree * pixels_per_degree;
    let found = picture.count(INSIDE) as f64;
    assert!(
        (found / expected - 1.0).abs() < 0.03,
        "{found} pixels, expected {expected}"
    );
}

#[test]
fn a_line_is_as_wide_as_asked_for() {
    for width in [2, 6, 12] {
        let mut request = request();
        request["layers"][2]["width"] = json!(width);
        let picture = Picture::draw(&request);
        let column = (HEADER..SIDE / 2)
            .filter(|&y| picture.at(100, y) == OUTLINE)
            .count();
        assert!(
            column.abs_diff(width) <= 1,
            "{column} pixels instead of {width}"
        );
        let middle = (HEADER + SIDE / 8).abs_diff(
            (HEADER..SIDE / 2)
                .find(|&y| picture.at(100, y) == OUTLINE)
                .unwrap()
                + width as u32 / 2,
        );
        assert!(middle <= 1, "the line lies {middle} pixels off");
    }
}

#[test]
fn a_place_far_outside_does_not_disturb_the_map() {
    let mut request = request();
    request["bounds"] = json!([69.99, -0.01, 70.01, 0.01]);
    request["layers"][1]["polygons"] = json!([[[[-170, -80], [70, -80], [70, 80], [-170, 80]]]]);
    let picture = Picture::draw(&request);
    let edge = (0..SIDE)
        .find(|&x| picture.at(x, HEADER + 300) != INSIDE)
        .unwrap();
    assert!(edge.abs_diff(SIDE / 2) <= 1, "the edge lies at {edge}");
}

#[test]
fn legend_title_and_mark_are_drawn_around_and_on_the_map() {
    let sheet = json!({
        "width": 800, "height": 600, "subtitle": "2026-01-01 – 2026-01-28", "stamp": "Имитациялық деректер", "attribution": "Oshaq",
        "legend_title": "Деңгей", "legend": [{"label": "жоғары", "colour": "#12ab34"}, {"label": "төмен", "colour": "#ffffb2"}]
    });
    let picture = Picture::draw(&with(&sheet));
    assert!(
        picture.count([0x12, 0xab, 0x34]) > 50,
        "the legend's swatch"
    );
    assert!(
        picture.count([0xa6, 0x1b, 0x1b]) > 300,
        "the mark's rim and letters"
    );
    assert!(picture.count(INSIDE) > 1000, "the map");
    let unmarked = Picture::draw(&with(&json!({"width": 800, "height": 600})));
    assert_eq!(unmarked.count([0xa6, 0x1b, 0x1b]), 0);
}

#[test]
fn two_maps_of_a_comparison_lie_side_by_side_each_with_its_layers_and_the_mark() {
    let square = |name: &str, colour: &str, west: f64| {
        json!({"name": name, "colour": colour, "polygons": [[[
            [west, -1], [west + 2.0, -1], [west + 2.0, 1], [west, 1], [west, -1]
        ]]]})
    };
    let other = [0x12, 0xab, 0x34];
    let picture = Picture::draw(&with(&json!({
        "width": 1024, "height": 543, "stamp": "Simulated data", "caption": "2025-11", "layers": [square("a", "#bd0026", 69.0)],
        "beside": {"caption": "2025-12", "layers": [square("a", "#12ab34", 69.0)]}
    })));
    let columns = |colour: [u8; 3]| {
        let has = |x: &u32| (HEADER..543).any(|y| picture.at(*x, y) == colour);
        (0..1024).filter(has).collect::<Vec<u32>>()
    };
    let (left, right) = (columns(INSIDE), columns(other));
    assert!(!left.is_empty() && !right.is_empty());
    assert!(left.iter().all(|x| *x < 512) && right.iter().all(|x| *x > 512));
    let shift = right[0].abs_diff(left[0]);
    assert!(
        shift.abs_diff(514) <= 3,
        "the second map lies {shift} pixels to the right"
    );
    let mark = columns([0xa6, 0x1b, 0x1b]);
    assert!(mark.iter().any(|x| *x < 512) && mark.iter().any(|x| *x > 512));
}

#[test]
fn a_place_is_named_on_every_map() {
    let ink = |labels: &Value| {
        let beside = json!({"layers": [{"name": "a", "colour": "#12ab34", "lines": []}]});
        let picture = Picture::draw(&with(
            &json!({"width": 1024, "layers": beside["layers"], "beside": beside, "labels": labels}),
        ));
        let dark =
            |x: &u32| (HEADER + 40..SIDE).any(|y| picture.at(*x, y).iter().all(|ink| *ink < 0x70));
        let found = (0..1024).filter(dark).collect::<Vec<u32>>();
        found.iter().partition::<Vec<u32>, _>(|x| **x < 512)
    };
    let (left, right) = ink(&json!([{"text": "Өскемен", "at": [70.0, 0.0]}]));
    assert!(left.len() > 10 && right.len() > 10, "{left:?} {right:?}");
    let (left, right) = ink(&json!([]));
    assert!(left.is_empty() && right.is_empty());
}

#[test]
fn the_file_itself_tells_title_and_mark() {
    let picture = Picture::draw(&with(&json!({"stamp": "Simulated data"})));
    assert!(
        picture
            .texts
            .contains(&("Title".to_owned(), "Ұрлық".to_owned())),
        "{:?}",
        picture.texts
    );
    assert!(
        picture
            .texts
            .contains(&("Disclaimer".to_owned(), "Simulated data".to_owned())),
        "{:?}",
        picture.texts
    );
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let draw = || snapshot(&["--out", "-"], &[], request().to_string().as_bytes()).stdout;
    assert_eq!(draw(), draw());
}

#[test]
fn the_picture_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("map.png");
    let input = folder.path().join("request.json");
    std::fs::write(&input, request().to_string()).unwrap();
    let output = snapshot(
        &[
            "--request",
            input.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ],
        &[],
        b"",
    );
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(Picture::read(&std::fs::read(&out).unwrap()).width, SIDE);
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        2,
        "nothing is left beside the picture"
    );

    let missing = folder.path().join("no-such-folder").join("map.png");
    let output = snapshot(
        &["--out", missing.to_str().unwrap()],
        &[],
        request().to_string().as_bytes(),
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("no-such-folder"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_wrong_request_ends_with_2_and_one_line_that_names_the_field() {
    let cases = [
        (
            with(&json!({"width": 5000})).to_string(),
            "width: 5000 is outside 320 to 4096 pixels",
        ),
        (
            with(&json!({"layers": [{"name": "a", "colour": "red", "lines": []}]})).to_string(),
            "layers[0].colour: \"red\" is not a colour",
        ),
        (
            with(&json!({"bands": []})).to_string(),
            "bands: unknown field",
        ),
        ("{\"bounds\": [1, 2".to_owned(), "bounds"),
        (String::new(), "request: EOF"),
    ];
    for (text, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("map.png");
        let output = snapshot(&["--out", out.to_str().unwrap()], &[], text.as_bytes());
        assert_eq!(output.status.code(), Some(2), "{text}");
        let said = said(&output);
        assert!(
            said.starts_with(&format!("oshaq-snapshot: {expected}")) && said.lines().count() == 1,
            "{text}\n{said}"
        );
        assert!(!out.exists());
    }
}

#[test]
fn a_request_over_the_limit_of_bytes_is_refused() {
    let mut text = vec![b' '; 32 * 1024 * 1024];
    text.extend(request().to_string().bytes());
    let output = snapshot(&["--check"], &[], &text);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("longer than 33554432 bytes"),
        "{}",
        said(&output)
    );
}

#[test]
fn wrong_arguments_end_with_2() {
    for arguments in [
        &["--timeout", "5"][..],
        &["--out", "-", "--timeout", "0"],
        &["--out", "-", "--colour", "red"],
    ] {
        assert_eq!(
            snapshot(arguments, &[], b"").status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}

#[test]
fn without_a_vulkan_driver_it_ends_with_3_and_says_what_to_install() {
    let none = [
        ("VK_DRIVER_FILES", "/nonexistent/driver.json"),
        ("VK_ICD_FILENAMES", "/nonexistent/driver.json"),
    ];
    let output = snapshot(&["--out", "-"], &none, request().to_string().as_bytes());
    assert_eq!(
        output.status.code(),
        Some(3),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        said(&output).contains("mesa-vulkan-drivers"),
        "{}",
        said(&output)
    );
    assert!(output.stdout.is_empty());
    let checked = snapshot(&["--check"], &none, request().to_string().as_bytes());
    assert_eq!(
        checked.status.code(),
        Some(0),
        "checking needs no driver: {}",
        said(&checked)
    );
}

#[test]
fn it_gives_up_after_the_time_limit_with_4() {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_oshaq-snapshot"))
        .args(["--out", "-", "--timeout", "1"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Standard input stays open and empty: the request never comes.
    let input = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(input);
    assert_eq!(output.status.code(), Some(4));
    assert!(
        said(&output).contains("no picture after 1 s"),
        "{}",
        said(&output)
    );
    assert!(
        (Duration::from_secs(1)..Duration::from_secs(10)).contains(&started.elapsed()),
        "{:?}",
        started.elapsed()
    );
}

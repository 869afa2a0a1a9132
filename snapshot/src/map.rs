//! The map itself, by maplibre: it tessellates the vector tile, styles its layers and draws them on a Vulkan device without a window.
//!
//! maplibre 0.0.3's headless renderer draws one square tile seen from straight above and clears to white. Hence the paper layer, and hence
//! one layer per colour: its styles know constant colours only. It writes pictures to disk by itself only; [`Reader`] takes the pixels instead.

use std::{borrow::Cow, cell::RefCell, rc::Rc};

use maplibre::{
    context::MapContext,
    headless::{
        HeadlessPlugin,
        environment::HeadlessEnvironment,
        map::HeadlessMap,
        window::{HeadlessMapWindow, HeadlessMapWindowConfig},
    },
    io::apc::SchedulerAsyncProcedureCall,
    kernel::{Kernel, KernelBuilder},
    platform::{http_client::ReqwestHttpClient, scheduler::TokioScheduler},
    plugin::Plugin,
    render::{
        RenderPlugin, RenderStageLabel, Renderer, ShaderVertex,
        graph::RenderGraph,
        resource::Head,
        settings::{Backends, RendererSettings, WgpuSettings},
    },
    schedule::Schedule,
    style::{
        Style,
        layer::{FillPaint, LayerPaint, LinePaint, StyleLayer},
    },
    tcs::{
        system::{System, SystemContainer},
        world::World,
    },
    vector::{DefaultVectorTransferables, LayerTessellated, VectorPlugin, VectorTransferables},
    window::{MapWindowConfig, WindowSize},
};

use crate::{
    failure::Failure,
    frame::EXTENT,
    request::Colour,
    tile::{EncodedTile, StyledLayer},
};

type Tessellated = <DefaultVectorTransferables as VectorTransferables>::LayerTessellated;

/// Units that maplibre's shaders count across a tile.
const TILE_UNITS: f64 = 4096.0;
/// Units by which maplibre's vertex shader pushes a line's edge outwards, per unit of its normal.
const SHADER_HALF_WIDTH: f64 = 3.0;
/// Vertices and indices that maplibre's buffers hold; past that it would drop layers in silence.
const BUFFER_CAPACITY: usize = 10_000_000;

/// Renders the tile into `side` × `side` pixels, rows from the top, four bytes a pixel (RGBA).
///
/// # Errors
/// [`Failure::NoAdapter`] without a Vulkan driver, [`Failure::Request`] for more geometry than the renderer's buffers hold, and
/// [`Failure::Renderer`] where the device or a layer fails.
pub fn render(tile: EncodedTile, side: u32) -> Result<Vec<u8>, Failure> {
    let (kernel, renderer) = initialise(side)?;
    let pixels = Rc::new(RefCell::new(None));
    let plugins: Vec<Box<dyn Plugin<HeadlessEnvironment>>> = vec![
        Box::new(RenderPlugin),
        Box::new(VectorPlugin::<DefaultVectorTransferables>::default()),
        Box::new(HeadlessPlugin::new(false)),
        Box::new(Reader {
            side,
            pixels: Rc::clone(&pixels),
        }),
    ];
    let mut map = HeadlessMap::new(style(&tile.layers), renderer, kernel, plugins)
        .map_err(|error| Failure::Renderer(format!("{error:?}")))?;
    let names: Vec<&str> = tile
        .layers
        .iter()
        .map(|layer| layer.name.as_str())
        .collect();
    let mut tessellated =
        pollster::block_on(map.process_tile(tile.bytes.into_boxed_slice(), &names));
    check(&tile.layers, &tessellated)?;
    for layer in &mut tessellated {
        let width = tile
            .layers
            .iter()
            .find(|styled| styled.name == layer.layer_data.name)
            .and_then(|styled| styled.line_width);
        to_tile_units(
            &mut layer.buffer.buffer.vertices,
            width.unwrap_or_default(),
            side,
        );
    }
    map.render_tile(tessellated);
    let pixels = pixels.borrow_mut().take();
    pixels.ok_or_else(|| Failure::Renderer("maplibre drew no frame".to_owned()))
}

/// Opens the device. maplibre's own `create_headless_renderer` panics where there is none, so its parts are put together here.
fn initialise(side: u32) -> Result<(Kernel<HeadlessEnvironment>, Renderer), Failure> {
    let backends = if cfg!(target_os = "linux") {
        Backends::VULKAN
    } else {
        Backends::PRIMARY
    };
    let settings = WgpuSettings {
        backends: Some(backends),
        ..WgpuSettings::default()
    };
    let options = wgpu::RequestAdapterOptions {
        power_preference: settings.power_preference,
        ..Default::default()
    };
    pollster::block_on(wgpu::Instance::new(backends).request_adapter(&options))
        .ok_or(Failure::NoAdapter)?;

    let square = WindowSize::new(side, side)
        .ok_or_else(|| Failure::Renderer("a picture without pixels".to_owned()))?;
    let kernel: Kernel<HeadlessEnvironment> = KernelBuilder::new()
        .with_map_window_config(HeadlessMapWindowConfig::new(square))
        .with_http_client(ReqwestHttpClient::new(None))
        .with_apc(SchedulerAsyncProcedureCall::new(TokioScheduler::new()))
        .with_scheduler(TokioScheduler::new())
        .build();
    let window: HeadlessMapWindow = kernel.map_window_config().create();
    let renderer = pollster::block_on(Renderer::initialize_headless(
        &window,
        settings,
        RendererSettings::default(),
    ))
    .map_err(|error| Failure::Renderer(error.to_string()))?;
    Ok((kernel, renderer))
}

fn style(layers: &[StyledLayer]) -> Style {
    let layers = layers
        .iter()
        .zip(1..)
        .map(|(layer, index)| style_layer(layer, index))
        .collect();
    Style {
        name: "oshaq".to_owned(),
        layers,
        ..Style::default()
    }
}

/// The index is the depth that maplibre tests against 0, so it starts at 1.
fn style_layer(layer: &StyledLayer, index: u32) -> StyleLayer {
    let Colour([red, green, blue]) = layer.colour;
    let colour = csscolorparser::Color::from_rgba8(red, green, blue, u8::MAX);
    let paint = if layer.line_width.is_some() {
        LayerPaint::Line(LinePaint {
            line_color: Some(colour),
        })
    } else {
        LayerPaint::Fill(FillPaint {
            fill_color: Some(colour),
        })
    };
    StyleLayer {
        index,
        id: layer.name.clone(),
        paint: Some(paint),
        source_layer: Some(layer.name.clone()),
        ..StyleLayer::default()
    }
}

/// maplibre leaves a layer out in silence when its tessellation fails or its buffers are full.
fn check(styled: &[StyledLayer], tessellated: &[Box<Tessellated>]) -> Result<(), Failure> {
    for layer in styled {
        let found = tessellated
            .iter()
            .any(|candidate| candidate.layer_data.name == layer.name && !candidate.is_empty());
        if !found {
            return Err(Failure::Renderer(format!(
                "maplibre could not tessellate layer {}",
                layer.name
            )));
        }
    }
    let vertices: usize = tessellated
        .iter()
        .map(|layer| layer.buffer.buffer.vertices.len())
        .sum();
    let indices: usize = tessellated
        .iter()
        .map(|layer| layer.buffer.buffer.indices.len())
        .sum();
    if vertices.max(indices) > BUFFER_CAPACITY {
        return Err(Failure::request(
            "layers",
            "more geometry than the renderer's buffers hold: pass simpler outlines or coarser cells",
        ));
    }
    Ok(())
}

/// From the tile's finer units, counted from its middle, to maplibre's; and from its fixed line width to `width` pixels.
fn to_tile_units(vertices: &mut [ShaderVertex], width: f32, side: u32) {
    let scale = (TILE_UNITS / EXTENT) as f32;
    let half_width = f64::from(width) / 2.0 * TILE_UNITS / f64::from(side);
    let widen = (half_width / SHADER_HALF_WIDTH) as f32;
    for vertex in vertices {
        vertex.position = vertex
            .position
            .map(|unit| unit.mul_add(scale, (TILE_UNITS / 2.0) as f32));
        vertex.normal = vertex.normal.map(|unit| unit * widen);
    }
}

/// Takes the frame's pixels after each drawing.
struct Reader {
    side: u32,
    pixels: Rc<RefCell<Option<Vec<u8>>>>,
}

impl Plugin<HeadlessEnvironment> for Reader {
    fn build(
        &self,
        schedule: &mut Schedule,
        _: Rc<Kernel<HeadlessEnvironment>>,
        _: &mut World,
        _: &mut RenderGraph,
    ) {
        let system = ReadPixels {
            side: self.side,
            pixels: Rc::clone(&self.pixels),
        };
        schedule.add_system_to_stage(RenderStageLabel::Cleanup, SystemContainer::new(system));
    }
}

struct ReadPixels {
    side: u32,
    pixels: Rc<RefCell<Option<Vec<u8>>>>,
}

impl System for ReadPixels {
    fn name(&self) -> Cow<'static, str> {
        "read_pixels".into()
    }

    fn run(&mut self, context: &mut MapContext) {
        let renderer = &context.renderer;
        let Head::Headless(texture) = renderer.resources.surface().head() else {
            return;
        };
        let padded = texture.map_async(&renderer.device).get_mapped_range();
        let row_bytes = self.side as usize * 4;
        let rows = padded.chunks(texture.bytes_per_row().get() as usize);
        self.pixels.replace(Some(
            rows.flat_map(|row| &row[..row_bytes]).copied().collect(),
        ));
        drop(padded);
        texture.unmap();
    }
}

//! Pictures of a run: one SVG a figure, and PNG rendered from that SVG.
//!
//! Everything shown is read from [`Results`]; nothing is computed here but
//! places on the page. The same tables give the same bytes on every machine:
//! no system font, locale or clock is looked at.

use resvg::{tiny_skia, usvg};

use crate::results::{Comparison, Record, Results};

mod axis;
mod because;
mod canvas;
mod compare;
mod criticality;
mod drawdown;
mod frame;
mod labels;
mod lift;
mod map;
mod marks;
mod milestones;
mod panels;
mod places;
mod record;
mod reported;
mod safe;
mod scores;
mod sites;
mod sites_row;
mod style;
mod text;
mod tornado;
mod waiting;

pub(crate) use drawdown::axis_end;
pub(crate) use marks::{Reported, Role, people};
pub(crate) use text::width;

/// The zoom of a PNG for screens; 3 to 4 is for print.
pub const SCREEN: f32 = 2.0;

/// PNG files above this many pixels are refused rather than allocated.
const MOST_PIXELS: f64 = 2e8;

/// One finished picture.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The file's name without ending.
    pub name: &'static str,
    pub svg: String,
}

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PlotError {
    #[error("could not draw the figure: {0}")]
    Draw(String),
    #[error("could not read the SVG of the figure")]
    Svg(#[from] usvg::Error),
    #[error("could not make a PNG at zoom {zoom}: {width} × {height} pixels is no size that can be drawn")]
    Size { zoom: f32, width: f32, height: f32 },
    #[error("could not encode the PNG: {0}")]
    Encode(String),
}

/// All figures of a run, by name.
///
/// # Errors
///
/// When the drawing backend fails, which no table that this program writes brings about.
pub fn figures(results: &Results) -> Result<Vec<Figure>, PlotError> {
    let mut figures = vec![
        Figure { name: "drawdown", svg: drawdown::draw(results)? },
        Figure { name: "milestones", svg: milestones::draw(results)? },
        Figure { name: "sites", svg: sites::draw(results)? },
        Figure { name: "waiting", svg: waiting::draw(results)? },
        Figure { name: "criticality", svg: criticality::draw(results)? },
        Figure { name: "places", svg: places::draw(results)? },
        Figure { name: "lift", svg: lift::draw(results)? },
        Figure { name: "scores", svg: scores::draw(results)? },
    ];
    if results.map.is_whole() {
        figures.push(Figure { name: "map", svg: map::draw(results)? });
    }
    // Of a study that is made only when it is asked for.
    if !results.safe.is_empty() {
        figures.push(Figure { name: "safe", svg: safe::draw(results)? });
    }
    if !results.because.is_empty() {
        figures.push(Figure { name: "because", svg: because::draw(results)? });
    }
    if !results.tornado.is_empty() {
        figures.push(Figure { name: "tornado", svg: tornado::draw(results)? });
    }
    Ok(figures)
}

/// The figures of one mission among several: its curve and its sites, with what was published.
///
/// # Errors
///
/// As [`figures`].
pub fn record_figures(results: &Results) -> Result<Vec<Figure>, PlotError> {
    let curve = Figure { name: "drawdown", svg: drawdown::draw(results)? };
    Ok(vec![curve, Figure { name: "sites", svg: sites::draw(results)? }])
}

/// The figure of a record: `record`; none where nothing is scored.
///
/// # Errors
///
/// As [`figures`].
pub fn of_record(record: &Record) -> Result<Vec<Figure>, PlotError> {
    let svg = record::draw(record)?;
    Ok(svg.into_iter().map(|svg| Figure { name: "record", svg }).collect())
}

/// The map of one day; `None` where not every site has a position.
///
/// # Errors
///
/// As [`figures`].
pub fn map_on(results: &Results, date: jiff::civil::Date) -> Result<Option<String>, PlotError> {
    results.map.is_whole().then(|| map::draw_on(results, date)).transpose()
}

/// All figures of a comparison, by name: `curves`, `differences`, `points`.
///
/// # Errors
///
/// When the drawing backend fails, which no table that this program writes brings about.
pub fn comparison_figures(comparison: &Comparison) -> Result<Vec<Figure>, PlotError> {
    compare::figures(comparison)
}

/// Renders a figure's SVG at `zoom` pixels per unit, with the embedded fonts only.
///
/// # Errors
///
/// When `svg` is no SVG, or when `zoom` gives no picture or a picture of more than 200 megapixels.
pub fn png(svg: &str, zoom: f32) -> Result<Vec<u8>, PlotError> {
    let tree = usvg::Tree::from_str(svg, &options())?;
    let (width, height) = ((tree.size().width() * zoom).round(), (tree.size().height() * zoom).round());
    let size_error = || PlotError::Size { zoom, width, height };
    let drawable = width >= 1.0 && height >= 1.0 && f64::from(width) * f64::from(height) <= MOST_PIXELS;
    if !drawable {
        return Err(size_error());
    }
    let mut pixels = tiny_skia::Pixmap::new(width as u32, height as u32).ok_or_else(size_error)?;
    pixels.fill(tiny_skia::Color::WHITE);
    resvg::render(&tree, tiny_skia::Transform::from_scale(zoom, zoom), &mut pixels.as_mut());
    encoded(&pixels).map_err(|error| PlotError::Encode(error.to_string()))
}

/// Every picture has a ground, so that nothing is transparent and three bytes a pixel are enough; flat colours
/// are packed better, and sooner, without a filter.
fn encoded(pixels: &tiny_skia::Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let colours: Vec<u8> =
        pixels.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colours)?;
    writer.finish()?;
    Ok(bytes)
}

/// resvg knows no system fonts and drops text without a font silently, so both faces are always loaded.
fn options() -> usvg::Options<'static> {
    let mut options = usvg::Options { font_family: text::FAMILY.into(), ..Default::default() };
    let fonts = options.fontdb_mut();
    fonts.load_font_data(ttf_noto_sans::REGULAR.to_vec());
    fonts.load_font_data(ttf_noto_sans::BOLD.to_vec());
    fonts.set_sans_serif_family(text::FAMILY);
    options
}

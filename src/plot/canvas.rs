//! The drawing surface: shapes and labels in pixels, kept in a list and written
//! at the end by plotters' SVG backend.
//!
//! The backend knows whole numbers only, so it draws on a grid of tenths of a
//! pixel. Labels come after all shapes, so that no line cuts through them.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBAColor, ShapeStyle, TextStyle};

use super::style::{Anchor, Area, Colour, Point, Type, WHITE};
use super::{PlotError, text};

/// Tenths of a pixel.
const GRID: f64 = 10.0;
/// Fonts of other viewers stand behind ours.
const FAMILIES: &str = "Noto Sans, DejaVu Sans, Arial, sans-serif";
/// The opacity that marks a label with a halo until the SVG is finished.
const HALO: f64 = 0.999;

enum Shape {
    Fill { points: Vec<Point>, colour: Colour },
    Line { points: Vec<Point>, width: f64, colour: Colour },
    Disc { at: Point, radius: f64, colour: Colour },
}

struct Label {
    words: String,
    at: Point,
    anchor: Anchor,
    style: Type,
}

/// A page under construction.
pub(super) struct Canvas {
    width: f64,
    height: f64,
    shapes: Vec<Shape>,
    labels: Vec<Label>,
    taken: Vec<Area>,
}

impl Canvas {
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, shapes: Vec::new(), labels: Vec::new(), taken: Vec::new() }
    }

    pub fn page(&self) -> Area {
        Area { x0: 4.0, y0: 4.0, x1: self.width - 4.0, y1: self.height - 4.0 }
    }

    pub fn fill(&mut self, points: Vec<Point>, colour: Colour) {
        self.shapes.push(Shape::Fill { points, colour });
    }

    pub fn rect(&mut self, area: Area, colour: Colour) {
        let Area { x0, y0, x1, y1 } = area;
        self.fill(vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour);
    }

    pub fn line(&mut self, points: Vec<Point>, width: f64, colour: Colour) {
        if points.len() > 1 {
            self.shapes.push(Shape::Line { points, width, colour });
        }
    }

    /// A line of `on` pixels drawn and `off` pixels left out, as the backend knows no dashes.
    pub fn dashes(&mut self, points: &[Point], (on, off): (f64, f64), width: f64, colour: Colour) {
        self.pattern(points, &[on, off], width, colour);
    }

    /// A line of lengths in pixels that are drawn and left out in turn, over and over; unbroken without any.
    pub fn pattern(&mut self, points: &[Point], lengths: &[f64], width: f64, colour: Colour) {
        let Some(&first) = lengths.first() else { return self.line(points.to_vec(), width, colour) };
        let mut dash: Vec<Point> = points.first().copied().into_iter().collect();
        let (mut part, mut left) = (0, first);
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            let mut length = (to.0 - from.0).hypot(to.1 - from.1);
            while length > left {
                let share = left / length;
                from = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
                length -= left;
                if part % 2 == 0 {
                    dash.push(from);
                    self.line(std::mem::take(&mut dash), width, colour);
                } else {
                    dash = vec![from];
                }
                part = (part + 1) % lengths.len();
                left = lengths[part];
            }
            left -= length;
            if part % 2 == 0 {
                dash.push(to);
            }
        }
        self.line(dash, width, colour);
    }

    pub fn disc(&mut self, at: Point, radius: f64, colour: Colour) {
        self.shapes.push(Shape::Disc { at, radius, colour });
    }

    /// Writes a label and keeps others off its place.
    pub fn text(&mut self, words: &str, at: Point, anchor: Anchor, style: Type) -> Area {
        let words = text::clean(words);
        let area = style.area(&words, at, anchor);
        if !words.is_empty() {
            self.reserve(area);
            self.labels.push(Label { words, at, anchor, style });
        }
        area
    }

    /// Keeps labels off an area.
    pub fn reserve(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// All areas that labels are kept off.
    pub fn taken(&self) -> &[Area] {
        &self.taken
    }

    /// Whether a label may stand here: on the page, and on nothing reserved.
    pub fn is_free(&self, area: &Area) -> bool {
        area.within(&self.page()) && !self.taken.iter().any(|taken| taken.meets(area))
    }

    /// The finished SVG, with a title and a description for those who do not see it.
    pub fn finish(self, title: &str, description: &str) -> Result<String, PlotError> {
        let (width, height) = (grid(self.width) as u32, grid(self.height) as u32);
        let mut svg = String::new();
        self.write(&mut SVGBackend::with_string(&mut svg, (width, height)))
            .map_err(|error| PlotError::Draw(error.to_string()))?;
        let size = format!("width=\"{width}\" height=\"{height}\"");
        let logical = format!(
            "width=\"{}\" height=\"{}\" role=\"img\" aria-labelledby=\"title desc\" stroke-linejoin=\"round\"",
            self.width, self.height
        );
        let words = format!(
            ">\n<title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n",
            escape(title),
            escape(description)
        );
        let halo = "stroke=\"#FFFFFF\" stroke-width=\"32\" paint-order=\"stroke\" fill=";
        Ok(svg
            .replacen(&size, &logical, 1)
            .replacen(">\n", &words, 1)
            .replace(&format!("opacity=\"{HALO}\" fill="), halo)
            .replace("opacity=\"1\" ", ""))
    }

    fn write(&self, backend: &mut SVGBackend) -> Result<(), Box<dyn std::error::Error>> {
        let corner = (grid(self.width), grid(self.height));
        backend.draw_rect((0, 0), corner, &solid(WHITE, 0.0), true)?;
        for shape in &self.shapes {
            match shape {
                Shape::Fill { points, colour } => backend.fill_polygon(tidy(points), &solid(*colour, 0.0))?,
                Shape::Line { points, width, colour } => backend.draw_path(tidy(points), &solid(*colour, *width))?,
                Shape::Disc { at, radius, colour } => {
                    backend.draw_circle(
                        (grid(at.0), grid(at.1)),
                        grid(*radius).max(1) as u32,
                        &solid(*colour, 0.0),
                        true,
                    )?;
                }
            }
        }
        for label in &self.labels {
            let style = font(label.style).pos(Pos::new(label.anchor.into(), VPos::Center));
            backend.draw_text(&label.words, &style, (grid(label.at.0), grid(label.at.1)))?;
        }
        Ok(backend.present()?)
    }
}

impl From<Anchor> for HPos {
    fn from(anchor: Anchor) -> Self {
        match anchor {
            Anchor::Start => Self::Left,
            Anchor::Middle => Self::Center,
            Anchor::End => Self::Right,
        }
    }
}

fn grid(pixels: f64) -> i32 {
    // A cast saturates and makes 0 of what is no number: a wild place is drawn off the page.
    (pixels * GRID).round().clamp(-1e6, 1e6) as i32
}

fn paint(Colour(r, g, b): Colour, alpha: f64) -> RGBAColor {
    RGBAColor(r, g, b, alpha)
}

fn solid(colour: Colour, width: f64) -> ShapeStyle {
    ShapeStyle { color: paint(colour, 1.0), filled: true, stroke_width: grid(width).max(1) as u32 }
}

fn font(style: Type) -> TextStyle<'static> {
    let face = if style.bold { FontStyle::Bold } else { FontStyle::Normal };
    // The backend divides sizes by 1.24.
    let size = style.size * GRID * 1.24;
    let colour = paint(style.colour, if style.halo { HALO } else { 1.0 });
    TextStyle { color: colour.to_backend_color(), ..TextStyle::from((FAMILIES, size, face).into_font()) }
}

/// Points on the grid, without those inside a level stretch.
fn tidy(points: &[Point]) -> Vec<(i32, i32)> {
    let mut out: Vec<(i32, i32)> = Vec::with_capacity(points.len());
    for point in points.iter().map(|&(x, y)| (grid(x), grid(y))) {
        if let [.., a, b] = out[..]
            && (a.1 == b.1 && b.1 == point.1)
        {
            out.pop();
        }
        out.push(point);
    }
    out
}

fn escape(words: &str) -> String {
    text::clean(words).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

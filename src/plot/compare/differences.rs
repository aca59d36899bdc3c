use super::Cast;
use crate::plot::PlotError;
pub(super) fn draw(cast: &Cast) -> Result<String, PlotError> { super::curves::draw(cast) }

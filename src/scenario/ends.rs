//! How sites end.

/// How a site ends, if nobody is forced out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ends {
    /// The host signs.
    #[default]
    HandedOver,
    /// Nobody signs, and nobody takes it over.
    Closed,
    /// Its people go over to this force, which then signs for it.
    TransferredTo(String),
}

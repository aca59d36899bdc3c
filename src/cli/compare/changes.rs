//! Changes as people read them: signed, with the interval of their simulation error.

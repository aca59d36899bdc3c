//! What a section of a page is made of: words, tables and pictures, as plain data for the templates.

/// A part of the page with a heading of its own.
pub(super) struct Section {
    pub id: &'static str,
    pub title: &'static str,
    /// What the section answers, in a sentence.
    pub lead: String,
    pub blocks: Vec<Block>,
}

impl Section {
    pub fn new(id: &'static str, title: &'static str, lead: impl Into<String>) -> Self {
        Self { id, title, lead: lead.into(), blocks: vec![] }
    }

    pub fn words(&mut self, words: impl Into<String>) {
        self.blocks.push(Block::Words(words.into()));
    }

    /// A table without rows is not shown.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    /// The section, unless there is nothing in it.
    pub fn made(self) -> Option<Self> {
        (!self.blocks.is_empty()).then_some(self)
    }
}

pub(super) enum Block {
    Words(String),
    Table(Table),
    Picture(Picture),
}

/// A picture with the sentence that says how to read it.
pub(super) struct Picture {
    /// SVG whose ids are those of this picture alone.
    pub svg: String,
    pub title: String,
    pub reading: String,
}

/// Cells as text; the first of a row names it.
pub(super) struct Table {
    pub caption: String,
    /// How to read it; may be empty.
    pub note: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// What stands on the fold when the table is folded away.
    pub folded: Option<String>,
}

pub(super) struct Column {
    pub words: String,
    /// Set to the right.
    pub number: bool,
}

pub(super) struct Cell {
    pub text: String,
    /// A second, quieter line.
    pub small: String,
    /// Where a link goes: inside the page, or `https:`.
    pub link: Option<String>,
}

impl Table {
    /// Columns are named as they stand; one that begins with `#` holds numbers.
    pub fn new(caption: impl Into<String>, columns: &[&str]) -> Self {
        let column = |words: &&str| match words.strip_prefix('#') {
            Some(words) => Column { words: words.to_owned(), number: true },
            None => Column { words: (*words).to_owned(), number: false },
        };
        Self {
            caption: caption.into(),
            note: String::new(),
            columns: columns.iter().map(column).collect(),
            rows: vec![],
            folded: None,
        }
    }

    pub fn note(mut self, words: impl Into<String>) -> Self {
        self.note = words.into();
        self
    }

    pub fn fold(mut self, words: impl Into<String>) -> Self {
        self.folded = Some(words.into());
        self
    }

    pub fn rows<const N: usize>(mut self, rows: impl IntoIterator<Item = [Cell; N]>) -> Self {
        self.rows.extend(rows.into_iter().map(Vec::from));
        self
    }

    /// Cells of a row with their columns, as the template wants them.
    pub fn cells<'a>(&'a self, row: &'a [Cell]) -> impl Iterator<Item = (&'a Column, &'a Cell)> {
        self.columns.iter().zip(row)
    }
}

pub(super) fn cell(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), small: String::new(), link: None }
}

impl Cell {
    pub fn small(mut self, words: impl Into<String>) -> Self {
        self.small = words.into();
        self
    }

    pub fn link(mut self, target: Option<String>) -> Self {
        self.link = target;
        self
    }
}

/// A link is followed only where it is one to the web.
pub(super) fn web(url: &str) -> Option<String> {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    is_web.then(|| url.to_owned())
}

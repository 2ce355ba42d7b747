//! The rows of a plan in pieces that plans share: one that came of another has pieces of its own only where a row changed.

use std::ops::Index;
use std::sync::Arc;

use super::outline::PlanRow;

/// Rows in a piece.
const PIECE: usize = 64;

#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// All but the last are full.
    pieces: Vec<Arc<[PlanRow]>>,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.pieces.last().map_or(0, |last| (self.pieces.len() - 1) * PIECE + last.len())
    }

    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    pub fn get(&self, at: usize) -> Option<&PlanRow> {
        self.pieces.get(at / PIECE)?.get(at % PIECE)
    }

    pub fn iter(&self) -> Iter<'_> {
        self.from(0)
    }

    /// The rows from a place on.
    pub fn from(&self, at: usize) -> Iter<'_> {
        let mut pieces = self.pieces.get(at / PIECE..).unwrap_or_default().iter();
        let piece = pieces.next().and_then(|piece| piece.get(at % PIECE..)).unwrap_or_default();
        Iter { piece: piece.iter(), pieces }
    }

    /// A row to be changed; what shares it keeps the old one.
    pub(super) fn edit(&mut self, at: usize) -> &mut PlanRow {
        &mut Arc::make_mut(&mut self.pieces[at / PIECE])[at % PIECE]
    }
}

impl Index<usize> for Rows {
    type Output = PlanRow;

    fn index(&self, at: usize) -> &PlanRow {
        &self.pieces[at / PIECE][at % PIECE]
    }
}

impl FromIterator<PlanRow> for Rows {
    fn from_iter<I: IntoIterator<Item = PlanRow>>(rows: I) -> Rows {
        let mut rows = rows.into_iter();
        let mut pieces = Vec::new();
        loop {
            let piece: Vec<PlanRow> = rows.by_ref().take(PIECE).collect();
            if piece.is_empty() {
                return Rows { pieces };
            }
            pieces.push(piece.into());
        }
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = &'a PlanRow;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

#[derive(Clone, Debug)]
pub struct Iter<'a> {
    piece: std::slice::Iter<'a, PlanRow>,
    pieces: std::slice::Iter<'a, Arc<[PlanRow]>>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = &'a PlanRow;

    fn next(&mut self) -> Option<&'a PlanRow> {
        loop {
            match self.piece.next() {
                None => self.piece = self.pieces.next()?.iter(),
                row => return row,
            }
        }
    }
}

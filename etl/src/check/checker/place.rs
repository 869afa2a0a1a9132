//! Where: the cell and the unit.

use oshaq_domain::Kato;

use super::identity::point_hash;
use super::{Checked, Checker, Rules, first};
use crate::check::plan::FilePlan;
use crate::check::reason::{Note, Notes, Reason};
use crate::place::{Mended, NotMapped, Placed, UnitPolygons, cell_of, pair_of};
use crate::profile::{Clock, Role};
use crate::read::RawRecord;

/// Where a record is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// H3 index at resolution 10; 0 when not mapped.
    pub cell: u64,
    /// KATO, first two digits; 0 when unknown.
    pub unit: u8,
    /// A hash of the coordinates; 0 when not mapped.
    pub point: u32,
}

impl Checker {
    /// The cell and the unit. The place decides the unit; the declared code does where there is no place.
    pub(super) fn place(
        &mut self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        notes: &mut Notes,
    ) -> Checked<Place> {
        let declared = self.declared_unit(record, plan, notes);
        let (x, y) = (first(record, plan, Role::X), first(record, plan, Role::Y));
        let pair = match pair_of(x, y) {
            Ok(pair) => pair,
            Err(reason) => return Ok(not_mapped(reason, declared, notes)),
        };
        let placer = &self.rules.placer;
        if plan.system.is_none()
            && let Some(spot) = self.surroundings.place(placer, pair)
        {
            let found =
                |polygons: &UnitPolygons| polygons.unit_near(spot.near, || placer.point(pair));
            return Ok(Place {
                cell: spot.cell,
                unit: self.unit(found, declared, notes),
                point: point_hash(x, y),
            });
        }
        let (point, mended) = match placer.place_pair(pair, plan.system.as_deref()) {
            Placed::At(point, mended) => (point, mended),
            Placed::NotMapped(reason) => return Ok(not_mapped(reason, declared, notes)),
            Placed::Outside => {
                return Err((Reason::OutsideBounds, plan.role(Role::X).first().copied()));
            }
        };
        match mended {
            Mended::Nothing => {}
            Mended::Swapped => notes.add(Note::AxesSwapped),
            Mended::OtherSystem => notes.add(Note::OtherSystem),
            Mended::Degrees => notes.add(Note::DegreesForMetres),
        }
        Ok(Place {
            cell: cell_of(point),
            unit: self.unit(|polygons| polygons.unit_of(point), declared, notes),
            point: point_hash(x, y),
        })
    }

    /// The unit that is found in the polygons, or else the declared one; 0 when neither is known.
    fn unit(
        &self,
        find: impl FnOnce(&UnitPolygons) -> Option<Kato>,
        declared: Option<u8>,
        notes: &mut Notes,
    ) -> u8 {
        if self.rules.polygons.is_empty() {
            return declared.unwrap_or_default();
        }
        let Some(unit) = find(&self.rules.polygons).map(Kato::get) else {
            notes.add(Note::OutsideUnits);
            return declared.unwrap_or_default();
        };
        if declared.is_some_and(|declared| declared != unit) {
            notes.add(Note::UnitDisagrees);
        }
        unit
    }

    fn declared_unit(
        &self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        notes: &mut Notes,
    ) -> Option<u8> {
        let mut told = false;
        for &column in plan.role(Role::Unit) {
            let text = record.values[column].as_ref();
            told |= !text.is_empty();
            if let Some(unit) = self.rules.unit(text) {
                return unit;
            }
        }
        if told {
            notes.add(Note::UnitUnknown);
        }
        None
    }

    pub(super) fn note_clock(&self, committed: i64, unit: u8, notes: &mut Notes) {
        if self.rules.clock == Clock::Wall
            && let Some(note) = self.rules.clocks.oddity(committed, unit)
        {
            notes.add(note);
        }
    }
}

/// A record without a place is its declared unit's.
fn not_mapped(reason: NotMapped, declared: Option<u8>, notes: &mut Notes) -> Place {
    notes.add(Note::from(reason));
    Place {
        cell: 0,
        unit: declared.unwrap_or_default(),
        point: 0,
    }
}

impl Rules {
    /// The unit of a code: `None` when it is no code, `Some(None)` when only the place can tell.
    #[expect(
        clippy::option_option,
        reason = "no code and an ambiguous code are different findings"
    )]
    fn unit(&self, text: &str) -> Option<Option<u8>> {
        let code = match text.strip_prefix(self.strip.as_str()) {
            Some(rest) if rest.len() >= 2 && !self.strip.is_empty() => rest,
            _ => text,
        };
        let digits = code.get(..2)?;
        if let Some(now) = self.recode.get(digits) {
            return Some(*now);
        }
        digits.parse::<Kato>().ok().map(|unit| Some(unit.get()))
    }
}

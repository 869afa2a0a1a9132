//! A month once released tells the same for ever; what it withheld stays withheld.

use super::released::{Place, Released, Sheet};
use super::{DisclosureError, PublicCount, PublicSurface, SurfaceMeta};
use crate::{CategorySlug, Day};

/// Compares what a new version tells of released months with what was told of them.
///
/// # Errors
/// [`DisclosureError::Changed`], naming the first figure that differs.
pub(super) fn nothing_changed(
    new: &PublicSurface,
    earlier: &Released,
) -> Result<(), DisclosureError> {
    let (meta, before) = (new.meta(), Before::of(new.meta(), earlier));
    let mut places = earlier.finder();
    for row in new.cells() {
        let (place, slug) = (Place::Cell(row.cell), &meta.series[usize::from(row.series)]);
        before.check(place, places.find(place), slug, &row.recorded)?;
    }
    for row in new.units() {
        for (place, counts) in row.tables() {
            before.check(place, places.find(place), &row.category, counts)?;
        }
    }
    let areas = meta.division.as_ref().map_or(&[][..], |own| &own.areas);
    for row in new.districts() {
        let place = Place::District(areas[usize::from(row.district)].key());
        let slug = &meta.series[usize::from(row.series)];
        before.check(place, places.find(place), slug, &row.recorded)?;
    }
    Ok(())
}

/// What was told of the months of a new version.
struct Before<'a> {
    meta: &'a SurfaceMeta,
    earlier: &'a Released,
    /// By month: the sheet with the day that it counts to, where there is one.
    sheets: Vec<Option<(Day, &'a Sheet)>>,
    counted: Vec<Day>,
    /// By series.
    categories: Vec<Option<usize>>,
}

impl<'a> Before<'a> {
    fn of(meta: &'a SurfaceMeta, earlier: &'a Released) -> Self {
        let months = meta.months.iter();
        let series = meta.series.iter();
        Self {
            meta,
            earlier,
            sheets: months.map(|month| earlier.sheet(*month)).collect(),
            counted: meta.editions().map(|(_, counted)| counted).collect(),
            categories: series.map(|slug| earlier.category_of(slug)).collect(),
        }
    }

    /// `known` is the place's position among those that were told before.
    fn check(
        &self,
        place: Place,
        known: Option<usize>,
        slug: &CategorySlug,
        counts: &[PublicCount],
    ) -> Result<(), DisclosureError> {
        let series = self.meta.series.iter().position(|own| own == slug);
        let category = match series {
            Some(series) => self.categories[series],
            None => self.earlier.category_of(slug),
        };
        let differs = |month: &usize| match (self.sheets[*month], counts[*month].rounded()) {
            (Some((day, sheet)), Some(now)) => {
                let before = category
                    .zip(known)
                    .map_or(0, |(category, known)| sheet.told(category, known));
                day != self.counted[*month] || (now != before && !self.is_new(place, known, *month))
            }
            _ => false,
        };
        match (0..counts.len()).find(differs) {
            Some(month) => Err(DisclosureError::Changed {
                month: self.meta.months[month],
                place,
                category: slug.clone(),
            }),
            None => Ok(()),
        }
    }

    /// A district that no version knew may be told of a month of which no district was told.
    fn is_new(&self, place: Place, known: Option<usize>, month: usize) -> bool {
        let is_district = matches!(place, Place::District(_));
        is_district && known.is_none() && !self.earlier.tells_districts(self.meta.months[month])
    }
}

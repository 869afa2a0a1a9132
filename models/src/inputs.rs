//! What a model may look at.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use oshaq_domain::{
    Categories, CategorySlug, Cell, Counts, Discovery, DistrictCode, Kato, Universe,
};

use crate::{Lattice, ModelError, Stop};

/// The categories that a model may look at, as targets or as evidence about other ones, and which unit and district a cell lies in.
///
/// Counts of what the police find (drugs, weapons, administrative offences) follow the patrols. A forecast
/// fed with them sends the patrols where they have been, finds more there, and so confirms itself.
///
/// There is no way to such inputs but [`Inputs::for_patrols`], which leaves those categories out, and [`Inputs::every`], which
/// no verb that forecasts calls. A set of one's own cannot be smuggled in:
/// ```compile_fail
/// let drugs: oshaq_domain::CategorySlug = "drugs".parse().unwrap();
/// let inputs = oshaq_models::Inputs { categories: [drugs].into(), unit_of: None, district_of: None, stop: Default::default() };
/// ```
///
/// # Source
/// Lum and Isaac (2016), *To predict and serve?*, Significance 13(5); Ensign et al. (2018), *Runaway feedback
/// loops in predictive policing*, PMLR 81.
#[derive(Clone)]
pub struct Inputs {
    categories: BTreeSet<CategorySlug>,
    unit_of: Option<Arc<Of<Kato>>>,
    district_of: Option<Arc<Of<DistrictCode>>>,
    stop: Stop,
}

/// Tells the unit or district of a cell; `None` outside of them all.
type Of<A> = dyn Fn(Cell) -> Option<A> + Send + Sync;

impl Inputs {
    /// All reported categories of the counts; police-discovered ones are left out.
    ///
    /// # Errors
    /// [`ModelError::Undeclared`] when the counts hold a category that is not in `declared`.
    pub fn for_patrols(counts: &Counts, declared: &Categories) -> Result<Self, ModelError> {
        let mut kept = BTreeSet::new();
        for slug in counts.categories() {
            let category = declared
                .get(slug)
                .ok_or_else(|| ModelError::Undeclared(slug.clone()))?;
            if category.discovery == Discovery::Reported {
                kept.insert(slug.clone());
            }
        }
        Ok(Self::of(kept))
    }

    /// Every category of the counts, for studies that steer nobody: scores of public data, simulations.
    pub fn every(counts: &Counts) -> Self {
        Self::of(counts.categories().iter().cloned().collect())
    }

    fn of(categories: BTreeSet<CategorySlug>) -> Self {
        Self {
            categories,
            unit_of: None,
            district_of: None,
            stop: Stop::default(),
        }
    }

    /// The same for models that stop when asked to.
    #[must_use]
    pub fn heeding(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    /// What tells models to stop.
    pub const fn stop(&self) -> &Stop {
        &self.stop
    }

    /// The same where cells lie in units; without it all cells are in one.
    #[must_use]
    pub fn in_units(
        mut self,
        unit_of: impl Fn(Cell) -> Option<Kato> + Send + Sync + 'static,
    ) -> Self {
        self.unit_of = Some(Arc::new(unit_of));
        self
    }

    /// The same where cells lie in districts, which are parts of the units; without it models do without them.
    #[must_use]
    pub fn in_districts(
        mut self,
        district_of: impl Fn(Cell) -> Option<DistrictCode> + Send + Sync + 'static,
    ) -> Self {
        self.district_of = Some(Arc::new(district_of));
        self
    }

    /// The cells of a universe with their neighbours, in the units and districts that were told.
    pub fn lattice(&self, universe: Universe) -> Lattice {
        let lattice = Lattice::new(universe).in_units(|cell| self.unit_of(cell));
        match &self.district_of {
            Some(district_of) => lattice.in_districts(|cell| district_of(cell)),
            None => lattice,
        }
    }

    /// Whether a category may be looked at.
    pub fn allows(&self, category: &CategorySlug) -> bool {
        self.categories.contains(category)
    }

    /// The unit that a cell lies in; `None` outside of them all, and where units were not told.
    fn unit_of(&self, cell: Cell) -> Option<Kato> {
        self.unit_of.as_ref().and_then(|unit_of| unit_of(cell))
    }
}

impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs")
            .field("categories", &self.categories)
            .field("in_units", &self.unit_of.is_some())
            .field("in_districts", &self.district_of.is_some())
            .finish_non_exhaustive()
    }
}

/// The wanted categories, if each may steer a patrol.
///
/// # Errors
/// [`ModelError::Undeclared`] and [`ModelError::PoliceDiscovered`] name the first that may not.
pub fn patrol_categories(
    declared: &Categories,
    wanted: impl IntoIterator<Item = CategorySlug>,
) -> Result<Vec<CategorySlug>, ModelError> {
    wanted
        .into_iter()
        .map(
            |slug| match declared.get(&slug).map(|found| found.discovery) {
                None => Err(ModelError::Undeclared(slug)),
                Some(Discovery::PoliceDiscovered) => Err(ModelError::PoliceDiscovered(slug)),
                Some(Discovery::Reported) => Ok(slug),
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oshaq_domain::{CountsBuilder, Resolution};

    fn discovered() -> CategorySlug {
        Categories::national()
            .iter()
            .find(|category| category.discovery == Discovery::PoliceDiscovered)
            .map(|category| category.slug.clone())
            .unwrap()
    }

    fn counts_of(slugs: &[&CategorySlug]) -> Counts {
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        let cell = "89283082837ffff".parse().unwrap();
        let day = "2025-01-01".parse().unwrap();
        for slug in slugs {
            builder.add(cell, day, day, slug, 1).unwrap();
        }
        builder.build().unwrap()
    }

    #[test]
    fn what_the_police_find_is_no_input_of_a_model_for_patrols() {
        let (drugs, theft) = (discovered(), "theft".parse().unwrap());
        let counts = counts_of(&[&drugs, &theft]);
        let inputs = Inputs::for_patrols(&counts, &Categories::national()).unwrap();
        assert!(inputs.allows(&theft) && !inputs.allows(&drugs));
        assert!(Inputs::every(&counts).allows(&drugs));
    }

    #[test]
    fn what_the_police_find_is_refused_as_a_target_for_patrols() {
        let national = Categories::national();
        let drugs = discovered();
        let error = patrol_categories(&national, [drugs.clone()]).unwrap_err();
        assert_eq!(error, ModelError::PoliceDiscovered(drugs));
        let theft: CategorySlug = "theft".parse().unwrap();
        assert_eq!(
            patrol_categories(&national, [theft.clone()]).unwrap(),
            [theft]
        );
    }

    #[test]
    fn a_category_that_nobody_declared_is_refused() {
        let unknown: CategorySlug = "unheard_of".parse().unwrap();
        let counts = counts_of(&[&unknown]);
        let error = Inputs::for_patrols(&counts, &Categories::national()).unwrap_err();
        assert_eq!(error, ModelError::Undeclared(unknown));
    }
}

//! The surfaces that were published before, as a new one depends on them.

use oshaq_domain::{PublicSurface, outcomes};
use oshaq_server::{PastForecast, SCOREBOARD_JSON};
use oshaq_store::tables::read_surface;
use oshaq_store::{Kind, Manifest, Parent, Store};

/// The surfaces published before any that was made from the same forecast, oldest first; simulated and real ones are never mixed.
///
/// A new surface repeats what they told and withholds what they withheld, so they are its parents. Publishing one forecast twice
/// must give the same version, so that a surface is never its own parent.
#[derive(Debug)]
pub struct Past(Vec<Manifest>);

impl Past {
    /// Those before the first surface made from this forecast.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(store: &Store, forecast: &Manifest) -> anyhow::Result<Self> {
        let own = |surface: &Manifest| {
            surface
                .parents
                .iter()
                .any(|parent| parent.kind == Kind::Forecast && parent.version == forecast.version)
        };
        let surfaces = store.versions(Kind::Surface)?.into_iter();
        let before = surfaces.take_while(|surface| !own(surface));
        Ok(Self(
            before
                .filter(|surface| surface.simulated == forecast.simulated)
                .collect(),
        ))
    }

    /// They as parents of the new surface.
    pub fn parents(&self) -> impl Iterator<Item = Parent> {
        self.0.iter().map(|surface| Parent {
            kind: Kind::Surface,
            version: surface.version.clone(),
        })
    }

    /// Their forecasts next to what the new surface tells of the forecasts' months. What the last of them already knew is taken over,
    /// so that a forecast is judged once, by the first surface that tells its month.
    ///
    /// # Errors
    /// When a surface cannot be read.
    pub fn scoreboard(
        &self,
        store: &Store,
        surface: &PublicSurface,
    ) -> anyhow::Result<Vec<PastForecast>> {
        let mut board = self.known(store)?;
        for manifest in &self.0 {
            let version = manifest.version.to_string();
            if board.iter().any(|past| past.version == version) {
                continue;
            }
            let judged = outcomes(&read_surface(store, &manifest.version)?, surface);
            board.extend(judged.into_iter().map(|outcome| PastForecast {
                version: version.clone(),
                outcome,
            }));
        }
        Ok(board)
    }

    fn known(&self, store: &Store) -> anyhow::Result<Vec<PastForecast>> {
        match self.0.last() {
            Some(last) if last.file(SCOREBOARD_JSON).is_some() => {
                let bytes = store.read(Kind::Surface, &last.version, SCOREBOARD_JSON)?;
                Ok(serde_json::from_slice(&bytes)?)
            }
            _ => Ok(Vec::new()),
        }
    }
}

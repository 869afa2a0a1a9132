use oshaq_domain::LatLng;
use proj4rs::Proj;
use proj4rs::transform::transform;

/// A coordinate reference system, as a way to degrees of WGS 84.
#[derive(Debug)]
pub(crate) enum Projection {
    /// Degrees of WGS 84 already: x is the longitude.
    Degrees,
    /// Anything that a PROJ string describes.
    Projected(Box<(Proj, Proj)>),
}

impl Projection {
    /// Reads `EPSG:4326`, `EPSG:3857` (also as `102100`), the UTM zones `EPSG:32601` to `32660` and `32701` to `32760`,
    /// the Gauss–Krüger zones `EPSG:28411` to `28415` of Pulkovo 1942, `ESRI:102696`, or a PROJ string. The error is a
    /// sentence for the reader of a profile.
    pub fn new(crs: &str) -> Result<Self, String> {
        let code = crs.strip_prefix("EPSG:").or(crs.strip_prefix("ESRI:"));
        let text = match code {
            Some("4326") => return Ok(Self::Degrees),
            Some(code) => proj_string(code).ok_or_else(|| {
                format!(
                    "`{crs}` is not known by number; give its PROJ string, such as \"+proj=utm +zone=42 +datum=WGS84\""
                )
            })?,
            None => crs.to_owned(),
        };
        let refuse = |error: proj4rs::errors::Error| format!("`{crs}` cannot be used: {error}");
        let source = Proj::from_proj_string(&text).map_err(refuse)?;
        let degrees =
            Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs").map_err(refuse)?;
        if source.is_latlong() {
            return Err(format!(
                "`{crs}` is in degrees of another datum than WGS 84, which is not supported; use EPSG:4326"
            ));
        }
        Ok(Self::Projected(Box::new((source, degrees))))
    }

    pub const fn is_degrees(&self) -> bool {
        matches!(self, Self::Degrees)
    }

    /// The point at `x` (longitude or easting) and `y` (latitude or northing); `None` when there is none.
    pub fn to_degrees(&self, x: f64, y: f64) -> Option<LatLng> {
        match self {
            Self::Degrees => LatLng::from_degrees(y, x).ok(),
            Self::Projected(systems) => {
                let mut point = (x, y, 0.0);
                transform(&systems.0, &systems.1, &mut point).ok()?;
                LatLng::from_degrees(point.1.to_degrees(), point.0.to_degrees()).ok()
            }
        }
    }
}

fn proj_string(code: &str) -> Option<String> {
    let number: u32 = code.parse().ok()?;
    match number {
        // 102100 and 900913 are earlier numbers of the same system.
        3857 | 102_100 | 900_913 => Some(
            "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs"
                .to_owned(),
        ),
        32601..=32660 => Some(format!("+proj=utm +zone={} +datum=WGS84 +units=m +no_defs", number - 32600)),
        32701..=32760 => Some(format!(
            "+proj=utm +zone={} +south +datum=WGS84 +units=m +no_defs",
            number - 32700
        )),
        // Pulkovo 1942 to WGS 84 by EPSG:15865, the transformation for the former Soviet Union, good to 4.5 m.
        28_411..=28_415 => {
            let zone = number - 28_400;
            Some(format!(
                "+proj=tmerc +lat_0=0 +lon_0={} +k=1 +x_0={zone}500000 +y_0=0 +ellps=krass +towgs84=25,-141,-78.5,0,0.35,0.736,0 +units=m +no_defs",
                6 * zone - 3
            ))
        }
        // NAD83 Missouri East in US survey feet.
        102_696 => Some(
            "+proj=tmerc +lat_0=35.83333333333334 +lon_0=-90.5 +k=0.9999333333333333 +x_0=250000 +y_0=0 +datum=NAD83 +units=us-ft +no_defs"
                .to_owned(),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(projection: &str, x: f64, y: f64, lat: f64, lng: f64) {
        let point = Projection::new(projection)
            .unwrap()
            .to_degrees(x, y)
            .unwrap();
        let error = (point.lat() - lat).abs().max((point.lng() - lng).abs());
        assert!(error < 1e-5, "{point:?} is {error} degrees away");
    }

    #[test]
    fn missouri_east_in_survey_feet_leads_to_st_louis() {
        // ESRI:102696; the point and its degrees come with the city's open data.
        let feet = "+proj=tmerc +lat_0=35.83333333333334 +lon_0=-90.5 +k=0.9999333333333333 +x_0=250000 +y_0=0 +datum=NAD83 +units=us-ft +no_defs";
        near(feet, 888_708.3, 1_028_833.0, 38.65885, -90.26011);
        near("ESRI:102696", 888_708.3, 1_028_833.0, 38.65885, -90.26011);
    }

    #[test]
    fn utm_zone_42_leads_to_the_prime_meridian_of_the_zone() {
        // On the central meridian (69° E) easting is 500,000; the northing of 42° N is 0.9996 × its meridian arc.
        near("EPSG:32642", 500_000.0, 4_649_776.224_723_8, 42.0, 69.0);
    }

    /// Golden values of PROJ 9.5.1: `Transformer.from_crs("EPSG:28411", "EPSG:4326", always_xy=True)` with the
    /// transformation EPSG:15865.
    #[test]
    fn gauss_krueger_zones_of_pulkovo_1942_lead_where_proj_leads() {
        near(
            "EPSG:28411",
            11_700_000.0,
            4_800_000.0,
            43.308_431_36,
            65.464_145_15,
        );
        near(
            "EPSG:28413",
            13_512_345.6,
            4_801_234.5,
            43.346_102_15,
            75.151_630_45,
        );
    }

    #[test]
    fn web_mercator_leads_to_almaty_under_both_of_its_numbers() {
        for code in ["EPSG:3857", "ESRI:102100"] {
            near(code, 8_561_000.0, 5_354_000.0, 43.275_498_60, 76.904_771_47);
        }
    }

    #[test]
    fn web_mercator_leads_to_its_corner() {
        near("EPSG:3857", 20_037_508.342_789_244, 0.0, 0.0, 180.0);
    }

    #[test]
    fn an_unknown_system_is_refused_with_a_remedy() {
        for wrong in ["EPSG:1", "EPSG:x", "+proj=nonsense", "", "UTM 42"] {
            let error = Projection::new(wrong).unwrap_err();
            assert!(error.contains(wrong), "{error}");
        }
    }
}

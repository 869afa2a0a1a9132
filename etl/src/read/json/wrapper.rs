use serde_json::{Map, Value};

/// The reference system that a file says its geometries are in, as `EPSG:3857`; `None` when it does not say.
///
/// An ArcGIS page has a `spatialReference` with a well-known id. A GeoJSON collection is in degrees of WGS 84 (RFC 7946,
/// section 4), unless it has the older member `crs`.
pub(super) fn system_of(wrapper: &[u8]) -> Option<String> {
    let Value::Object(wrapper) = serde_json::from_slice(wrapper).ok()? else {
        return None;
    };
    if let Some(Value::Object(reference)) = wrapper.get("spatialReference") {
        return of_arcgis(reference);
    }
    if wrapper.get("type")?.as_str()? != "FeatureCollection" {
        return None;
    }
    Some(of_geojson(&wrapper).unwrap_or_else(|| "EPSG:4326".to_owned()))
}

fn of_arcgis(reference: &Map<String, Value>) -> Option<String> {
    let id = |name| reference.get(name).and_then(Value::as_u64);
    let number = id("latestWkid").or_else(|| id("wkid"))?;
    // Esri numbers its own systems from 37,001 on, and keeps those of EPSG below 32,768.
    let authority = if number < 32_768 { "EPSG" } else { "ESRI" };
    Some(format!("{authority}:{number}"))
}

fn of_geojson(wrapper: &Map<String, Value>) -> Option<String> {
    let name = wrapper.get("crs")?.get("properties")?.get("name")?;
    let name = name.as_str()?;
    if name.ends_with("CRS84") {
        return None;
    }
    let number = name.rsplit(':').next()?;
    let number: u32 = number.parse().ok()?;
    Some(format!("EPSG:{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_and_a_collection_say_their_reference_system() {
        let cases = [
            (
                r#"{"spatialReference":{"wkid":102100,"latestWkid":3857},"features":[]}"#,
                Some("EPSG:3857"),
            ),
            (
                r#"{"spatialReference":{"wkid":102100},"features":[]}"#,
                Some("ESRI:102100"),
            ),
            (
                r#"{"features":[],"spatialReference":{"wkid":32642}}"#,
                Some("EPSG:32642"),
            ),
            (
                r#"{"type":"FeatureCollection","features":[]}"#,
                Some("EPSG:4326"),
            ),
            (
                r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32642"}},"features":[]}"#,
                Some("EPSG:32642"),
            ),
            (
                r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[]}"#,
                Some("EPSG:4326"),
            ),
            (r#"{"features":[]}"#, None),
            ("[]", None),
            ("{", None),
        ];
        for (wrapper, system) in cases {
            assert_eq!(
                system_of(wrapper.as_bytes()).as_deref(),
                system,
                "{wrapper}"
            );
        }
    }
}

use schemars::{JsonSchema, schema_for};

use super::Profile;

/// The gravity of an offence, as a profile writes it.
#[derive(JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(
    dead_code,
    reason = "only its schema is used; the values are the domain's"
)]
pub(super) enum SeverityName {
    Misdemeanour,
    Minor,
    Medium,
    Grave,
    EspeciallyGrave,
}

impl Profile {
    /// The JSON Schema of profile files, by which an editor checks and completes them.
    ///
    /// # Example
    /// ```
    /// assert!(oshaq_etl::Profile::json_schema().contains("\"committed_hour\""));
    /// ```
    pub fn json_schema() -> String {
        // A schema is made of nothing that JSON cannot say.
        format!("{:#}\n", schema_for!(Profile).as_value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_beside_the_profiles_is_the_present_one() {
        let kept = include_str!("../../profiles/profile.schema.json");
        assert!(
            kept == Profile::json_schema(),
            "run: oshaq inspect --schema >etl/profiles/profile.schema.json"
        );
    }

    #[test]
    fn every_gravity_of_the_schema_is_one_of_the_domain() {
        for name in [
            "misdemeanour",
            "minor",
            "medium",
            "grave",
            "especially_grave",
        ] {
            let quoted = format!("\"{name}\"");
            assert!(serde_json::from_str::<oshaq_domain::Severity>(&quoted).is_ok());
            assert!(
                Profile::json_schema().contains(&format!("\"{name}\"")),
                "{name}"
            );
        }
    }
}

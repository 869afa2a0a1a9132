use std::path::Path;
use std::sync::Arc;

use crate::error::EtlError;
use crate::place::Projection;
use crate::profile::{LayoutRules, Profile, Role};
use crate::read::{Columns, same_name};

/// Which columns of one file say what.
#[derive(Debug, Clone)]
pub(crate) struct FilePlan {
    pub layout: String,
    pub columns: Columns,
    roles: Vec<Vec<usize>>,
    /// The reference system of the file's own, where it says another one than the profile.
    pub system: Option<Arc<Projection>>,
    /// For each filter of the profile, its column.
    pub filters: Vec<Option<usize>>,
}

impl FilePlan {
    /// The plan of a file with a header: the first layout that fits.
    pub fn of_header(
        profile: &Profile,
        path: &Path,
        line: u64,
        header: &[String],
    ) -> Result<Self, EtlError> {
        let mut missing = Vec::new();
        for layout in &profile.layouts {
            let lacks = lacking(layout, header);
            if lacks.is_empty() {
                return Ok(Self::new(profile, layout, Some(header)));
            }
            missing.push(format!(
                "layout `{}` misses {}",
                layout.name,
                lacks.join(", ")
            ));
        }
        Err(EtlError::Layout {
            path: path.to_owned(),
            line,
            profile: profile.name.clone(),
            found: shortened(header),
            missing: missing.join("; "),
        })
    }

    /// The plan of a file whose records name their fields: the columns of all layouts.
    pub fn of_names(profile: &Profile) -> Self {
        let mut plan = Self::new(profile, &profile.layouts[0], None);
        if profile.layouts.len() > 1 {
            let mut all = profile.layouts[0].clone();
            for layout in &profile.layouts[1..] {
                for (role, columns) in &layout.columns {
                    let known = all.columns.entry(*role).or_insert_with(|| columns.clone());
                    *known = known.joined(columns);
                }
            }
            plan = Self::new(profile, &all, None);
        }
        "by field name".clone_into(&mut plan.layout);
        plan
    }

    fn new(profile: &Profile, layout: &LayoutRules, header: Option<&[String]>) -> Self {
        let mut names: Vec<String> = Vec::new();
        let present = |name: &String| {
            header.is_none_or(|header| header.iter().any(|column| same_name(column, name)))
        };
        let mut position = |name: &String| {
            let known = names.iter().position(|n| same_name(n, name));
            known.unwrap_or_else(|| {
                names.push(name.clone());
                names.len() - 1
            })
        };
        let roles: Vec<Vec<usize>> = Role::ALL
            .iter()
            .map(|role| {
                let columns = layout.columns.get(role).map_or(&[][..], |c| c.names());
                columns
                    .iter()
                    .filter(|name| present(name))
                    .map(&mut position)
                    .collect()
            })
            .collect();
        let filters = profile
            .filters
            .iter()
            .map(|filter| present(&filter.column).then(|| position(&filter.column)))
            .collect();
        let mut columns = Columns::of(names, header);
        let of_role = |role: Role| roles[role as usize].first().copied();
        columns.point = of_role(Role::X).zip(of_role(Role::Y));
        Self {
            layout: layout.name.clone(),
            columns,
            roles,
            system: None,
            filters,
        }
    }

    /// The columns of a role, in order of preference.
    pub fn role(&self, role: Role) -> &[usize] {
        &self.roles[role as usize]
    }
}

/// The columns that a layout needs and a header lacks. Of several columns of a role one is enough.
fn lacking(layout: &LayoutRules, header: &[String]) -> Vec<String> {
    let present = |name: &String| header.iter().any(|column| same_name(column, name));
    layout
        .columns
        .iter()
        .filter(|(role, _)| !layout.optional.contains(role))
        .filter(|(_, columns)| !columns.names().iter().any(present))
        .map(|(role, columns)| format!("{} ({})", columns.names().join(" or "), role.as_str()))
        .collect()
}

fn shortened(header: &[String]) -> String {
    const SHOWN: usize = 30;
    let shown: Vec<String> = header
        .iter()
        .take(SHOWN)
        // A terminal would obey control signs.
        .map(|name| {
            name.chars()
                .filter(|sign| !sign.is_control())
                .take(40)
                .collect()
        })
        .collect();
    let more = if header.len() > SHOWN {
        format!(" … {} in all", header.len())
    } else {
        String::new()
    };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    fn plan(text: &str) -> Result<FilePlan, EtlError> {
        let erdr = Profile::built_in("erdr").unwrap();
        FilePlan::of_header(&erdr, Path::new("a.csv"), 1, &header(text))
    }

    #[test]
    fn columns_are_found_without_regard_to_case_and_order() {
        let plan = plan("Y,X,crime_code,dat_sover_str,other").unwrap();
        assert_eq!(plan.columns.width, Some(5));
        let x = plan.role(Role::X)[0];
        assert_eq!(plan.columns.positions[x], 1);
        assert_eq!(plan.role(Role::Committed).len(), 1);
        assert!(plan.role(Role::Unit).is_empty());
    }

    #[test]
    fn a_header_that_no_layout_fits_is_refused_with_what_is_missing() {
        let error = plan("a,b,DAT_SOVER").unwrap_err().to_string();
        for part in [
            "a.csv line 1",
            "a, b, DAT_SOVER",
            "CRIME_CODE",
            "[[layout]]",
        ] {
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn a_header_of_ten_thousand_columns_is_refused_in_one_short_message() {
        let many = vec!["column"; 10_000].join(",");
        assert!(plan(&many).unwrap_err().to_string().len() < 2_000);
    }
}

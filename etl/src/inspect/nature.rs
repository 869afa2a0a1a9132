//! Which of a source's own categories the police find, and which are never shown below region and year.
//!
//! A word alone decides, and errs on the side of caution: what is marked wrongly is merely left out of maps, what is not marked
//! would steer patrols to where patrols were, or show where a person was hurt.

/// Parts of words for what is found by the police rather than reported.
const POLICE_DISCOVERED: [&str; 13] = [
    "narcot",
    "drug",
    "prostitut",
    "gambl",
    "liquor",
    "possess",
    "weapons viol",
    "concealed carry",
    "наркот",
    "оборот оруж",
    "азартн",
    "есірткі",
    "құмар",
];
/// Beginnings of such words that, further behind, tell how an offence was done.
const WEAPONS: [&str; 3] = ["weapon", "оружие", "қару"];
/// Parts of words for offences against sexual inviolability and against children.
const SENSITIVE: [&str; 9] = [
    "sex",
    "rape",
    "sodomy",
    "child",
    "изнасил",
    "сексуал",
    "полов",
    "зорлау",
    "несовершеннолет",
];

/// What a category is, judged by the source's word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Nature {
    pub police_discovered: bool,
    pub sensitive: bool,
}

impl Nature {
    pub(super) fn of(value: &str) -> Self {
        let value = value.trim().to_lowercase();
        let holds = |words: &[&str]| words.iter().any(|word| value.contains(word));
        Self {
            police_discovered: holds(&POLICE_DISCOVERED)
                || WEAPONS.iter().any(|word| value.starts_with(word)),
            sensitive: holds(&SENSITIVE),
        }
    }

    pub(super) const fn is_plain(self) -> bool {
        !self.police_discovered && !self.sensitive
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_police_find_and_what_is_sensitive_is_marked() {
        for (value, police_discovered, sensitive) in [
            ("NARCOTICS", true, false),
            ("Drug Offense", true, false),
            ("WEAPONS VIOLATION", true, false),
            ("Weapons Carrying Etc", true, false),
            ("ASSAULT WITH DEADLY WEAPON", false, false),
            ("Незаконный оборот наркотиков", true, false),
            ("RAPE, FORCIBLE", false, true),
            ("OFFENSE INVOLVING CHILDREN", false, true),
            ("Изнасилование", false, true),
            ("Assault", false, false),
            ("Кража", false, false),
        ] {
            let nature = Nature {
                police_discovered,
                sensitive,
            };
            assert_eq!(Nature::of(value), nature, "{value}");
        }
    }
}

//! What is simulated: one row per category with how it behaves in place and time.
//!
//! Articles come from `facts/category_articles.csv`. Everything else here is a modelling assumption, chosen to look
//! plausible and written to the truth so that a method can be judged against it; none of it is a finding.

/// Number of simulated categories: the 18 national ones and the remainder.
pub const CATEGORIES: usize = 19;

/// How offences of a category are spread over the places of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// Streets and shops: cities, their centres, a few hot places.
    Street,
    /// Homes: with the population.
    Home,
    /// Not bound to a place: with the population, often recorded at the police station.
    Remote,
    /// Herds: villages.
    Herd,
    /// Anything else.
    General,
}

/// All patterns, in the order of [`Pattern::index`].
pub const PATTERNS: [Pattern; 5] = [
    Pattern::Street,
    Pattern::Home,
    Pattern::Remote,
    Pattern::Herd,
    Pattern::General,
];

impl Pattern {
    /// Position in [`PATTERNS`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The word used in the truth.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::Home => "home",
            Self::Remote => "remote",
            Self::Herd => "herd",
            Self::General => "general",
        }
    }

    /// Power of a place's population in its weight: above 1, large places have more per head.
    pub const fn population_power(self) -> f64 {
        match self {
            Self::Street => 1.15,
            Self::Home | Self::Herd => 1.0,
            Self::Remote => 1.1,
            Self::General => 1.05,
        }
    }

    /// Factor of a city against a village of the same population.
    pub const fn city_factor(self) -> f64 {
        match self {
            Self::Street => 1.5,
            Self::Home => 1.0,
            Self::Remote | Self::General => 1.2,
            Self::Herd => 0.03,
        }
    }

    /// Standard deviation of the logarithm of a site's lasting weight.
    pub const fn site_sigma(self) -> f64 {
        match self {
            Self::Street => 1.3,
            Self::Home => 0.8,
            Self::Remote => 0.6,
            Self::Herd | Self::General => 1.0,
        }
    }

    /// Whether the centre of a city weighs more than its rim.
    pub const fn prefers_centre(self) -> bool {
        matches!(self, Self::Street | Self::General)
    }
}

/// Hours of a day with their weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Evening and night.
    Night,
    /// Shopping and working hours, a second rise in the evening.
    Day,
    /// Office hours.
    Office,
}

impl Clock {
    /// 24 weights.
    pub const fn hours(self) -> [f64; 24] {
        match self {
            Self::Night => [
                9.0, 8.0, 6.5, 5.0, 3.5, 2.5, 1.5, 1.5, 2.0, 2.0, 2.5, 2.5, 3.0, 3.0, 3.0, 3.5,
                4.0, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.0,
            ],
            Self::Day => [
                4.0, 3.0, 2.5, 2.0, 1.5, 1.5, 2.0, 3.0, 4.0, 5.0, 5.5, 6.0, 6.5, 6.0, 6.0, 6.0,
                6.0, 6.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5,
            ],
            Self::Office => [
                0.8, 0.5, 0.4, 0.3, 0.3, 0.4, 0.8, 1.5, 4.0, 7.5, 9.0, 9.0, 8.0, 7.5, 8.5, 8.5,
                8.0, 7.0, 5.0, 4.0, 3.5, 2.5, 1.8, 1.2,
            ],
        }
    }

    /// Seven weights from Monday, mean 1.
    pub const fn weekdays(self) -> [f64; 7] {
        match self {
            Self::Night => [0.93, 0.92, 0.94, 0.98, 1.08, 1.12, 1.03],
            Self::Day => [1.01, 1.0, 1.0, 1.01, 1.06, 1.0, 0.92],
            Self::Office => [1.12, 1.13, 1.12, 1.11, 1.1, 0.78, 0.64],
        }
    }
}

/// How often an offence of one kind leads to another near by soon after.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Triggering {
    /// Mean number of offspring of one record (0 ≤ n < 1).
    pub branching_ratio: f64,
    /// Mean of the exponential in the delay's weights, days.
    pub delay_days: f64,
    /// Standard deviation of the displacement in each direction, metres, in cities (four times that in villages).
    pub distance_m: f64,
}

/// An article with a part: how often, and its gravity.
#[derive(Debug, Clone, Copy)]
pub struct Article {
    /// Number in the Criminal Code of 2014.
    pub number: &'static str,
    /// Value of `CRIME_CODE`.
    pub code: &'static str,
    /// Weight inside the category.
    pub weight: f64,
    /// Weights of `HARD_CODE` 0 (misdemeanour) to 4 (especially grave).
    pub gravity: [f64; 5],
}

const fn article(
    number: &'static str,
    code: &'static str,
    weight: f64,
    gravity: [f64; 5],
) -> Article {
    Article {
        number,
        code,
        weight,
        gravity,
    }
}

/// A simulated category.
#[derive(Debug, Clone, Copy)]
pub struct Offence {
    /// The national slug, or `other`.
    pub slug: &'static str,
    /// Spread over places.
    pub pattern: Pattern,
    /// Spread over the week and day.
    pub clock: Clock,
    /// Largest relative rise over the year (in the peak month).
    pub season: f64,
    /// Month in which it peaks, 1 to 12.
    pub peak_month: u32,
    /// Near repeats.
    pub triggering: Triggering,
    /// Mean of the exponential delay of registration, days, for those not registered on the day.
    pub registration_days: f64,
    /// Share registered on the day of commission.
    pub same_day: f64,
    /// Number assumed for 2022 where no published figure exists.
    pub assumed_2022: Option<f64>,
    /// Its articles.
    pub articles: &'static [Article],
    /// Codes of places (`FE1R29P1_ID`) with weights.
    pub places: &'static [(&'static str, f64)],
}

const STREET: &[(&str, f64)] = &[
    ("001", 5.0),
    ("053", 2.0),
    ("102", 1.5),
    ("058", 1.0),
    ("016", 1.0),
    ("007", 1.5),
    ("002", 0.8),
    ("005", 0.3),
    ("008", 0.5),
    ("021", 2.0),
    ("022", 2.0),
    ("091", 0.5),
    ("100", 1.0),
];
const HOME: &[(&str, f64)] = &[
    ("021", 4.0),
    ("022", 4.0),
    ("001", 1.5),
    ("018", 1.0),
    ("058", 0.6),
    ("100", 0.8),
];
const REMOTE: &[(&str, f64)] = &[("021", 3.0), ("022", 2.0), ("081", 1.0), ("100", 3.0)];
const HERD: &[(&str, f64)] = &[("079", 5.0), ("039", 3.0), ("018", 2.0)];
const OFFICE: &[(&str, f64)] = &[("077", 4.0), ("081", 3.0), ("067", 1.0), ("100", 1.0)];

const NO_REPEATS: Triggering = repeats(0.0, 1.0, 1.0);

const fn repeats(branching_ratio: f64, delay_days: f64, distance_m: f64) -> Triggering {
    Triggering {
        branching_ratio,
        delay_days,
        distance_m,
    }
}

/// The simulated categories.
pub const OFFENCES: [Offence; CATEGORIES] = [
    Offence {
        slug: "murder",
        pattern: Pattern::Home,
        clock: Clock::Night,
        season: 0.05,
        peak_month: 7,
        triggering: NO_REPEATS,
        registration_days: 2.0,
        same_day: 0.8,
        assumed_2022: None,
        articles: &[article("99", "0990", 1.0, [0.0, 0.0, 0.0, 0.7, 0.3])],
        places: HOME,
    },
    Offence {
        slug: "bodily_harm",
        pattern: Pattern::Home,
        clock: Clock::Night,
        season: 0.1,
        peak_month: 7,
        triggering: repeats(0.08, 6.0, 100.0),
        registration_days: 3.0,
        same_day: 0.6,
        assumed_2022: Some(3_500.0),
        articles: &[
            article("106", "1060", 0.45, [0.0, 0.0, 0.0, 0.9, 0.1]),
            article("107", "1070", 0.35, [0.0, 0.5, 0.5, 0.0, 0.0]),
            article("108", "1080", 0.2, [1.0, 0.0, 0.0, 0.0, 0.0]),
        ],
        places: HOME,
    },
    Offence {
        slug: "sexual",
        pattern: Pattern::Home,
        clock: Clock::Night,
        season: 0.05,
        peak_month: 7,
        triggering: NO_REPEATS,
        registration_days: 10.0,
        same_day: 0.4,
        assumed_2022: Some(1_200.0),
        articles: &[
            article("120", "1200", 0.6, [0.0, 0.0, 0.0, 0.6, 0.4]),
            article("121", "1210", 0.4, [0.0, 0.0, 0.0, 0.5, 0.5]),
        ],
        places: HOME,
    },
    Offence {
        slug: "theft",
        pattern: Pattern::Street,
        clock: Clock::Day,
        season: 0.08,
        peak_month: 8,
        triggering: repeats(0.25, 8.0, 120.0),
        registration_days: 5.0,
        same_day: 0.5,
        assumed_2022: None,
        articles: &[
            article("188", "1880", 0.97, [0.0, 0.05, 0.6, 0.34, 0.01]),
            article("187", "1870", 0.03, [1.0, 0.0, 0.0, 0.0, 0.0]),
        ],
        places: STREET,
    },
    Offence {
        slug: "cattle_theft",
        pattern: Pattern::Herd,
        clock: Clock::Night,
        season: 0.25,
        peak_month: 10,
        triggering: repeats(0.2, 15.0, 400.0),
        registration_days: 8.0,
        same_day: 0.3,
        assumed_2022: Some(2_500.0),
        articles: &[article("188-1", "1881", 1.0, [0.0, 0.0, 0.5, 0.5, 0.0])],
        places: HERD,
    },
    Offence {
        slug: "embezzlement",
        pattern: Pattern::Remote,
        clock: Clock::Office,
        season: 0.0,
        peak_month: 1,
        triggering: NO_REPEATS,
        registration_days: 30.0,
        same_day: 0.1,
        assumed_2022: Some(2_500.0),
        articles: &[article("189", "1890", 1.0, [0.0, 0.1, 0.4, 0.5, 0.0])],
        places: OFFICE,
    },
    Offence {
        slug: "fraud",
        pattern: Pattern::Remote,
        clock: Clock::Office,
        season: 0.03,
        peak_month: 11,
        triggering: NO_REPEATS,
        registration_days: 18.0,
        same_day: 0.25,
        assumed_2022: None,
        articles: &[article("190", "1900", 1.0, [0.0, 0.25, 0.45, 0.3, 0.0])],
        places: REMOTE,
    },
    Offence {
        slug: "robbery",
        pattern: Pattern::Street,
        clock: Clock::Night,
        season: 0.08,
        peak_month: 7,
        triggering: repeats(0.2, 7.0, 200.0),
        registration_days: 2.0,
        same_day: 0.75,
        assumed_2022: None,
        articles: &[article("191", "1910", 1.0, [0.0, 0.0, 0.5, 0.5, 0.0])],
        places: STREET,
    },
    Offence {
        slug: "armed_robbery",
        pattern: Pattern::Street,
        clock: Clock::Night,
        season: 0.05,
        peak_month: 12,
        triggering: repeats(0.12, 7.0, 250.0),
        registration_days: 2.0,
        same_day: 0.8,
        assumed_2022: None,
        articles: &[article("192", "1920", 1.0, [0.0, 0.0, 0.0, 0.7, 0.3])],
        places: STREET,
    },
    Offence {
        slug: "extortion",
        pattern: Pattern::Street,
        clock: Clock::Day,
        season: 0.0,
        peak_month: 1,
        triggering: NO_REPEATS,
        registration_days: 12.0,
        same_day: 0.2,
        assumed_2022: None,
        articles: &[article("194", "1940", 1.0, [0.0, 0.0, 0.5, 0.45, 0.05])],
        places: STREET,
    },
    Offence {
        slug: "vehicle_taking",
        pattern: Pattern::Street,
        clock: Clock::Night,
        season: 0.1,
        peak_month: 8,
        triggering: repeats(0.2, 6.0, 300.0),
        registration_days: 1.5,
        same_day: 0.7,
        assumed_2022: Some(1_500.0),
        articles: &[article("200", "2000", 1.0, [0.0, 0.0, 0.8, 0.2, 0.0])],
        places: STREET,
    },
    Offence {
        slug: "weapons",
        pattern: Pattern::General,
        clock: Clock::Day,
        season: 0.1,
        peak_month: 10,
        triggering: NO_REPEATS,
        registration_days: 1.0,
        same_day: 0.9,
        assumed_2022: Some(1_500.0),
        articles: &[
            article("287", "2870", 0.8, [0.3, 0.2, 0.4, 0.1, 0.0]),
            article("288", "2880", 0.1, [0.0, 0.0, 1.0, 0.0, 0.0]),
            article("291", "2910", 0.1, [0.0, 0.0, 0.4, 0.6, 0.0]),
        ],
        places: HOME,
    },
    Offence {
        slug: "hooliganism",
        pattern: Pattern::Street,
        clock: Clock::Night,
        season: 0.15,
        peak_month: 7,
        triggering: repeats(0.15, 6.0, 150.0),
        registration_days: 2.0,
        same_day: 0.75,
        assumed_2022: None,
        articles: &[article("293", "2930", 1.0, [0.2, 0.3, 0.4, 0.1, 0.0])],
        places: STREET,
    },
    Offence {
        slug: "vandalism",
        pattern: Pattern::Street,
        clock: Clock::Night,
        season: 0.15,
        peak_month: 6,
        triggering: repeats(0.25, 6.0, 150.0),
        registration_days: 3.0,
        same_day: 0.5,
        assumed_2022: Some(150.0),
        articles: &[article("294", "2940", 1.0, [0.8, 0.2, 0.0, 0.0, 0.0])],
        places: STREET,
    },
    Offence {
        slug: "drugs",
        pattern: Pattern::General,
        clock: Clock::Day,
        season: 0.12,
        peak_month: 9,
        triggering: repeats(0.1, 5.0, 200.0),
        registration_days: 1.0,
        same_day: 0.9,
        assumed_2022: None,
        articles: &[
            article("296", "2960", 0.5, [0.8, 0.2, 0.0, 0.0, 0.0]),
            article("297", "2970", 0.4, [0.0, 0.0, 0.0, 0.4, 0.6]),
            article("300", "3000", 0.1, [0.0, 0.3, 0.6, 0.1, 0.0]),
        ],
        places: STREET,
    },
    Offence {
        slug: "human_trafficking",
        pattern: Pattern::Remote,
        clock: Clock::Day,
        season: 0.0,
        peak_month: 1,
        triggering: NO_REPEATS,
        registration_days: 20.0,
        same_day: 0.2,
        assumed_2022: None,
        articles: &[
            article("128", "1280", 0.6, [0.0, 0.0, 0.0, 0.7, 0.3]),
            article("135", "1350", 0.4, [0.0, 0.0, 0.0, 0.5, 0.5]),
        ],
        places: HOME,
    },
    Offence {
        slug: "extremism",
        pattern: Pattern::Remote,
        clock: Clock::Day,
        season: 0.0,
        peak_month: 1,
        triggering: NO_REPEATS,
        registration_days: 20.0,
        same_day: 0.3,
        assumed_2022: Some(150.0),
        articles: &[
            article("174", "1740", 0.8, [0.0, 0.2, 0.5, 0.3, 0.0]),
            article("179", "1790", 0.2, [0.0, 0.0, 0.2, 0.5, 0.3]),
        ],
        places: REMOTE,
    },
    Offence {
        slug: "corruption",
        pattern: Pattern::Remote,
        clock: Clock::Office,
        season: 0.0,
        peak_month: 1,
        triggering: NO_REPEATS,
        registration_days: 30.0,
        same_day: 0.1,
        assumed_2022: Some(1_500.0),
        articles: &[
            article("361", "3610", 0.3, [0.0, 0.3, 0.4, 0.3, 0.0]),
            article("366", "3660", 0.3, [0.0, 0.0, 0.2, 0.6, 0.2]),
            article("367", "3670", 0.3, [0.0, 0.1, 0.4, 0.4, 0.1]),
            article("368", "3680", 0.1, [0.0, 0.2, 0.5, 0.3, 0.0]),
        ],
        places: OFFICE,
    },
    Offence {
        slug: "other",
        pattern: Pattern::General,
        clock: Clock::Day,
        season: 0.06,
        peak_month: 7,
        triggering: repeats(0.05, 8.0, 150.0),
        registration_days: 4.0,
        same_day: 0.6,
        assumed_2022: None,
        articles: &[
            article("202", "2020", 0.25, [0.2, 0.4, 0.3, 0.1, 0.0]),
            article("115", "1150", 0.15, [0.4, 0.6, 0.0, 0.0, 0.0]),
            article("345", "3450", 0.12, [0.0, 0.1, 0.7, 0.2, 0.0]),
            article("346", "3460", 0.2, [0.4, 0.2, 0.3, 0.1, 0.0]),
            article("139", "1390", 0.1, [0.3, 0.7, 0.0, 0.0, 0.0]),
            article("385", "3850", 0.18, [0.2, 0.4, 0.4, 0.0, 0.0]),
        ],
        places: HOME,
    },
];

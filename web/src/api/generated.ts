/** Generated from server/openapi.json by `npm run types`; not to be edited. */
export interface paths {
  '/api/v1/categories': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every category, and whether it is on the map. */
    get: operations['categories'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cells': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All cells of a category with their forecasts, page by page. */
    get: operations['cells'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/cells/{cell}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A category in a cell: its history and its forecast. */
    get: operations['cell'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/district-comparison': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Districts side by side: rates with their intervals, and ranks with what is uncertain about them, as units are compared.
     * @description What has no place on the map is in no district, so that the rates of districts lie below that of their unit.
     */
    get: operations['district_comparison'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/districts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A category in every district, month by month, with the forecast. Districts overlap with cells and units: all are told so that
     *     nothing exact follows from them together.
     */
    get: operations['districts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/downloads': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The files that can be downloaded, with what their columns mean. */
    get: operations['list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/downloads/{file}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A file of the newest version. */
    get: operations['file'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/figures': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every official figure, page by page: totals, categories and articles of whole units and whole years. */
    get: operations['figures'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/figures.csv': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every official figure as a table; `/api/v1/downloads` tells what its columns mean. */
    get: operations['figures_csv'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/indicators': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The five indicators of the Concept. */
    get: operations['indicators'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/indicators/units': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Indicator 2 by unit: rates with intervals, ranks with what is uncertain about them, and what the offences are.
     * @description From the workbooks of form 1-M where they were ingested, from the reference table of 2022 where not; every row says which. Numbers are
     *     told as printed; what is under five, or would give such a number away, is withheld.
     */
    get: operations['indicator_units'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/meta': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What the published surface says about itself. */
    get: operations['meta'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/riskiest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The cells with the highest forecast bands.
     * @description Sorted by band, then by the interval's lower and upper band, then by the published counts of all months. Cells with
     *     insufficient data are left out.
     */
    get: operations['riskiest'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/scoreboard': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every published forecast of a category next to what was then recorded. */
    get: operations['scoreboard'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/scores': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How the models did on the past. */
    get: operations['scores'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/snapshot.png': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A still picture of the map as PNG: a frame, a unit or the country, one period or two side by side. */
    get: operations['snapshot'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/surfaces': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The surfaces that are served now, newest first: tiles of the older ones are kept for clients that still show them. */
    get: operations['surfaces'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/unit-comparison': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Units side by side: rates with their intervals, and ranks with what is uncertain about them.
     * @description All true ranks lie between `rank_low` and `rank_high` together with at least the level's probability (Klein, Wright & Wieczorek 2020).
     */
    get: operations['unit_comparison'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/units': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The units that statistics are told by. */
    get: operations['units'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/units/{kato}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A category in a unit, month by month. */
    get: operations['unit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/versions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every version that was published, newest first, and what it changed. */
    get: operations['versions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/versions.atom': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The newest versions and what each changed, as an Atom feed in the language that is asked for.
     * @description Source: RFC 4287.
     */
    get: operations['versions_atom'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/current.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The newest version and its layers. Kept for seconds only. */
    get: operations['current'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dcat.jsonld': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The catalogue, as JSON-LD.
     * @description Source: Data Catalog Vocabulary (DCAT) version 3, W3C Recommendation, 22 August 2024.
     */
    get: operations['dcat'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description A band, as multiples of the category's mean over the published cells. */
    Band: {
      /** @description 1 (lowest) to 5 (highest). */
      code: components['schemas']['BandCode'];
      /**
       * Format: double
       * @description Upper edge, not included; `null` for none.
       */
      max_ratio: number | null;
      /**
       * Format: double
       * @description Lower edge, included.
       */
      min_ratio: number;
    };
    /**
     * @description 1 (lowest) to 5 (highest), the five fixed bands; 0 is insufficient data
     * @enum {integer}
     */
    BandCode: 0 | 1 | 2 | 3 | 4 | 5;
    /** @description A category in every district. */
    ByDistrict: {
      category: string;
      /** @description Ascending by code; none where no shapes of districts were given. */
      districts: components['schemas']['DistrictMonths'][];
      /**
       * Format: double
       * @description What bands are multiples of: the mean number of recorded offences per 10,000 residents and 28 days; `null` where there are
       *     no districts.
       */
      reference_per_10k: number | null;
    };
    /** @description A category and whether it is on the map. */
    Category: components['schemas']['Named'] & {
      published: boolean;
      reason: components['schemas']['Withheld'] | null;
      slug: string;
    };
    /** @description Recorded offences of one category. */
    CategoryFigure: {
      /**
       * @description The articles that were summed: `facts` have fewer than a workbook, so numbers of both are not to be compared unseen.
       * @example [
       *       "187",
       *       "188"
       *     ]
       */
      articles: string[];
      /** @example theft */
      category: string;
      /** @description Sheet and cell of each article. */
      cells: string[];
      /**
       * Format: double
       * @description Per 10,000 residents.
       */
      per_10k: number | null;
      /**
       * Format: int32
       * @description `null` when withheld.
       */
      recorded: number | null;
    };
    /** @description A category in a cell: its history and its forecast. */
    Cell: {
      category: string;
      /**
       * @description 15 hexadecimal digits.
       * @example 88216d1601fffff
       */
      cell: string;
      forecast: components['schemas']['CellForecast'] | null;
      history: components['schemas']['CellMonth'][];
      /**
       * Format: double
       * @description Of the centre, degrees.
       */
      lat: number;
      /**
       * Format: double
       * @description Of the centre, degrees.
       */
      lng: number;
      /**
       * Format: int32
       * @description Residents of the cell, persons, rounded to tens; `null` where the deployment has not given residents by cell.
       */
      population: number | null;
      /** @description Where the residents of cells are from; `null` as above. */
      population_source: string | null;
      /** Format: int32 */
      resolution: number;
      /** @description The unit around its centre. */
      unit: string | null;
      /**
       * Format: int32
       * @description Residents of the unit around it, persons.
       */
      unit_population: number | null;
    };
    /** @description The forecast of a cell, as bands. */
    CellForecast: {
      band: components['schemas']['BandCode'];
      /** @description Band at the upper end of the interval. */
      band_high: components['schemas']['BandCode'];
      /** @description Band at the lower end of the interval. */
      band_low: components['schemas']['BandCode'];
      /**
       * @description What the expected number is made of, shares that add up to 1; `null` where data are insufficient or the model
       *     cannot tell.
       */
      explanation: components['schemas']['ExplanationShare'][] | null;
      /**
       * Format: double
       * @description Level of the interval.
       */
      level: number;
      /** @description The model that made it. */
      model: string;
      /** @example 2026-01 */
      month: string;
      /** @description What to say about it. */
      words_key: components['schemas']['WordsKey'];
    };
    /** @description One closed month of a cell. */
    CellMonth: {
      band: components['schemas']['BandCode'];
      /** @example 2025-12 */
      month: string;
      /**
       * Format: int32
       * @description Recorded offences, rounded; `null` when withheld.
       */
      recorded: number | null;
      state: components['schemas']['CountState'];
    };
    /** @description A page of cells, ascending. */
    CellPage: {
      items: components['schemas']['ListedCell'][];
      /** @description The `cursor` of the next page; `null` on the last. */
      next: string | null;
    };
    /** @description A column of a table, or a property of a feature. */
    Column: {
      /** @description What it says, and when it is empty. */
      description: string;
      /** @example recorded */
      name: string;
      /** @description Whether it can be empty, `null` in JSON and Parquet. */
      nullable: boolean;
      /** @description Type of its values: `string`, `integer`, `number`, or `month` (`2025-12`). */
      type: string;
      unit: string | null;
    };
    /** @description A district among the others. */
    ComparedDistrict: components['schemas']['Named'] &
      components['schemas']['ComparedRate'] & {
        /**
         * @description Nine digits of KATO.
         * @example 751110000
         */
        kato: string;
        /**
         * Format: int32
         * @description Residents that the rate is per, persons; `null` where they are not known, and the rate with them.
         */
        population: number | null;
        /**
         * @description The unit that it lies in: two digits of KATO.
         * @example 75
         */
        unit: string;
      };
    /** @description What was recorded in a place, as a rate among others. */
    ComparedRate: {
      /**
       * Format: int32
       * @description Months whose number was withheld.
       */
      months_withheld: number;
      /**
       * Format: double
       * @description Recorded offences per 10,000 residents over the whole period.
       */
      per_10k: number | null;
      /**
       * Format: double
       * @description Upper end; `null` where a month was withheld.
       */
      per_10k_high: number | null;
      /**
       * Format: double
       * @description Lower end of its interval: chance (Garwood) and rounding.
       */
      per_10k_low: number | null;
      /**
       * Format: int32
       * @description 1 for the highest rate.
       */
      rank: number | null;
      /**
       * Format: int32
       * @description The lowest.
       */
      rank_high: number | null;
      /**
       * Format: int32
       * @description The highest place that it may really have.
       */
      rank_low: number | null;
      /**
       * Format: int32
       * @description Sum of the rounded monthly numbers of recorded offences; `null` when every month was withheld.
       */
      recorded: number | null;
      state: components['schemas']['SumState'];
    };
    /** @description A unit among the others. */
    ComparedUnit: components['schemas']['ComparedRate'] & {
      /**
       * Format: int32
       * @description Residents that the rate is per, persons.
       */
      population: number;
      unit: components['schemas']['Unit'];
    };
    /** @description What is compared. */
    Comparison: {
      category: string;
      /**
       * @description First month.
       * @example 2025-01
       */
      from: string;
      /**
       * Format: double
       * @description Level of the rates' intervals, and at which all true ranks lie in their ranges together.
       */
      level: number;
      /**
       * Format: int32
       * @description Number of months.
       */
      months: number;
      /**
       * Format: int32
       * @description Number of places that have a rank.
       */
      ranked: number;
      /**
       * @description Last month, included.
       * @example 2025-12
       */
      to: string;
    };
    /** @description Sources that cannot all be right. */
    Contradiction: {
      slug: string;
      text_en: string;
      text_kk: string;
      text_ru: string;
    };
    /**
     * @description Whether a count is shown.
     * @enum {string}
     */
    CountState: 'published' | 'suppressed';
    /** @description What is served now. */
    Current: {
      grid: components['schemas']['CurrentGrid'];
      layers: components['schemas']['CurrentLayer'][];
      map_style: components['schemas']['CurrentStyle'] | null;
      /** @description Whether any of it comes from simulated records. */
      simulated: boolean;
      values: components['schemas']['CurrentValues'];
      /**
       * @description The newest surface's version.
       * @example 0123456789abcdef
       */
      version: string;
    };
    /** @description Where the outlines are. */
    CurrentGrid: {
      /**
       * @description The grid's name: the same for every version with the same cells.
       * @example 0123456789abcdef
       */
      hash: string;
      /** Format: int32 */
      maxzoom: number | null;
      /** Format: int32 */
      minzoom: number | null;
      /** @description Coarse to fine; a resolution that no zoom shows is left out. */
      resolutions: components['schemas']['GridResolution'][];
      /** @description Address of its `TileJSON`. */
      tilejson: string;
      /** @description Template of the tiles' addresses. */
      tiles: string;
      /** @description The layer inside a tile. */
      vector_layer: string;
    };
    /** @description A layer of tiles. */
    CurrentLayer: {
      /** @example risk-theft */
      name: string;
      /**
       * @description Address of its `TileJSON`.
       * @example /tilejson/risk-theft.json
       */
      tilejson: string;
      /** @description The version that its tiles' addresses carry. */
      version: string;
    };
    /** @description A style for the ground of the map. */
    CurrentStyle: {
      /** @description The one for the dark theme; `null` where that has none of its own. */
      dark: string | null;
      /**
       * @description Address of a MapLibre style, or an absolute path on this site.
       * @example https://tiles.example.kz/styles/basic/style.json
       */
      light: string;
      /** @description Every other origin that a reader's browser may ask for what the styles need. */
      origins: string[];
    };
    /** @description Where the values are that belong to the outlines. */
    CurrentValues: {
      /**
       * Format: int32
       * @description The byte of a cell that the category does not have.
       */
      absent: number;
      categories: string[];
      /** @description Template of the arrays' addresses: one byte a cell, band + 6 × low end + 36 × high end. */
      template: string;
      /** @description The closed months, then the forecast. */
      windows: string[];
    };
    /**
     * @description Which way is better.
     * @enum {string}
     */
    Direction: 'up' | 'down';
    /** @description Districts side by side. */
    DistrictComparison: components['schemas']['Comparison'] & {
      /** @description Highest rate first; those without a rate last. None where no shapes of districts were given. */
      districts: components['schemas']['ComparedDistrict'][];
    };
    /** @description The forecast of a district: the sum of what is expected in its cells. */
    DistrictForecast: {
      band: components['schemas']['BandCode'];
      /** @description Band at the upper end of the interval. */
      band_high: components['schemas']['BandCode'];
      /** @description Band at the lower end of the interval. */
      band_low: components['schemas']['BandCode'];
      /** @example 2026-01 */
      month: string;
    };
    /** @description One month of a district. */
    DistrictMonth: {
      /** @description Band of the rate. */
      band: components['schemas']['BandCode'];
      /** @example 2025-12 */
      month: string;
      /**
       * Format: double
       * @description Recorded offences (rounded) per 10,000 residents.
       */
      per_10k: number | null;
      /**
       * Format: int32
       * @description Recorded offences with a place on the map, rounded; `null` when withheld. Those without one are in their unit alone.
       */
      recorded: number | null;
      /** @description Whether the rounding of the count could have changed the band. */
      rounding_may_change_band: boolean;
      state: components['schemas']['CountState'];
    };
    /** @description A category in a district, month by month. */
    DistrictMonths: components['schemas']['Named'] & {
      /** @description The forecast of the rate, as bands. */
      forecast: components['schemas']['DistrictForecast'];
      /**
       * @description Nine digits of KATO.
       * @example 751110000
       */
      kato: string;
      /**
       * Format: double
       * @description Of the middle of its bounding box, degrees.
       */
      lat: number;
      /**
       * Format: double
       * @description Of the middle of its bounding box, degrees.
       */
      lng: number;
      months: components['schemas']['DistrictMonth'][];
      /**
       * Format: int32
       * @description Persons; `null` where they are not known, and rates and bands with them.
       */
      population: number | null;
      /**
       * @description The unit that it lies in: two digits of KATO.
       * @example 75
       */
      unit: string;
    };
    /** @description A file and what is in it. */
    DownloadFile: {
      columns: components['schemas']['Column'][];
      /** @example /api/v1/downloads/cells.csv */
      href: string;
      media_type: string;
      /** @example cells.csv */
      name: string;
      /** @description Whether anything in it is simulated. */
      simulated: boolean;
      /** @description The version that the file is of. */
      version: string;
    };
    /** @description Files to download: those of the newest surface, and the official figures of the newest indicators. */
    Downloads: {
      files: components['schemas']['DownloadFile'][];
      licence: string;
      simulated: boolean;
      source: string;
      version: string;
    };
    /** @description A part of what is expected. */
    ExplanationShare: {
      part: components['schemas']['Part'];
      /**
       * Format: double
       * @description A multiple of 0.05.
       * @example 0.45
       */
      share: number;
    };
    /** @description Two numbers of one thing. */
    FigureContradiction: {
      /**
       * Format: int64
       * @description Workbook less facts.
       */
      difference: number;
      /**
       * Format: int32
       * @description What the reference facts say.
       */
      facts: number;
      /**
       * Format: int32
       * @description What the workbook says.
       */
      form: number;
      /**
       * @description A total or an article.
       * @example registered
       */
      subject: string;
    };
    /** @description A page of official figures, ordered by form, year (newest first), unit and subject. */
    FigurePage: {
      items: components['schemas']['ListedFigure'][];
      /** @description The `cursor` of the next page; `null` on the last. */
      next: string | null;
    };
    /** @description A window of days. */
    ForecastWindow: {
      /**
       * @description The day after the last.
       * @example 2026-01-29
       */
      end: string;
      /**
       * @description First day.
       * @example 2026-01-01
       */
      start: string;
    };
    /** @description A resolution, and the zooms that show it. */
    GridResolution: {
      /** @description Number of cells, and so of ids and of bytes in an array of values. */
      cells: number;
      /** @description Address of the ids: little-endian doubles, the first id, then each one's distance from the one before. */
      ids: string;
      /** Format: int32 */
      maxzoom: number;
      /** Format: int32 */
      minzoom: number;
      /**
       * Format: int32
       * @description H3 resolution.
       */
      resolution: number;
    };
    /** @description One indicator. */
    Indicator: {
      /** @description Years from which observations are not comparable with earlier ones. */
      breaks: components['schemas']['SeriesBreak'][];
      /** @description What contradicts what. */
      contradictions: components['schemas']['Contradiction'][];
      /** @description Which way is better. */
      direction: components['schemas']['Direction'];
      /**
       * Format: int32
       * @description 1 openness, 2 offences, 3 rule of law, 4 EGDI, 5 safety.
       */
      id: number;
      /** @description Every observation. */
      observations: components['schemas']['Observation'][];
      projection: components['schemas']['Projection'] | null;
      /** @description Every series of targets; series that contradict each other stand side by side. */
      series: components['schemas']['TargetSeries'][];
      /** @description Its word. */
      slug: string;
      /** @description The verdict on each target. */
      status: components['schemas']['TargetStatus'][];
      /** @description Unit of its targets. */
      unit: string;
    };
    /** @description The five indicators of the Concept, with everything that is known about each. */
    Indicators: {
      /**
       * @description The day on which they were judged.
       * @example 2026-11-22
       */
      as_of: string;
      /** @description One to five. */
      indicators: components['schemas']['Indicator'][];
    };
    /** @description Of the cells that the forecast put into one band: what was then recorded. */
    JudgedBand: {
      band: components['schemas']['BandCode'];
      /**
       * Format: int32
       * @description Cells compared.
       */
      cells: number;
      /** @description Of these, by the band of what was recorded, 1 to 5. */
      recorded_bands: number[];
      /**
       * Format: int32
       * @description Cells whose recorded number is withheld.
       */
      withheld: number;
    };
    /**
     * @description A forecast next to what was then recorded. Cells whose recorded number is withheld are not compared, so that it tells of busier
     *     cells.
     */
    JudgedForecast: {
      /** @description By band of the forecast. */
      bands: components['schemas']['JudgedBand'][];
      /**
       * Format: int32
       * @description Cells with a forecast and a recorded number.
       */
      compared: number;
      /** @example 2025-12 */
      forecast_month: string;
      /**
       * Format: int32
       * @description Cells whose recorded band is above the forecast's.
       */
      higher: number;
      /**
       * Format: int32
       * @description Cells whose recorded band is below it.
       */
      lower: number;
      /** @description The model that made it; empty for `all`, which is the sum of several. */
      model: string;
      /**
       * Format: int32
       * @description Of `repeatable`, cells whose recorded band is that of the newest month told, had anyone simply repeated it.
       */
      naive_same_band: number;
      /**
       * Format: int32
       * @description Of `compared`, cells that told the newest month of that surface, too, so that its band can be repeated; 0 in surfaces from
       *     before this was counted.
       */
      repeatable: number;
      /**
       * Format: int32
       * @description Of `repeatable`, cells whose recorded band is the forecast's.
       */
      repeatable_same_band: number;
      /**
       * Format: int32
       * @description H3 resolution of the cells.
       */
      resolution: number;
      /**
       * Format: int32
       * @description Cells whose recorded band is the forecast's.
       */
      same_band: number;
      /** @description The surface that published it. */
      version: string;
      window: components['schemas']['ForecastWindow'];
      /**
       * Format: int32
       * @description Cells with a forecast whose recorded number is withheld.
       */
      withheld: number;
      /**
       * Format: int32
       * @description Cells whose recorded band lies in the forecast's interval.
       */
      within_interval: number;
    };
    /** @description A cell and its forecast. */
    ListedCell: {
      band: components['schemas']['BandCode'];
      band_high: components['schemas']['BandCode'];
      band_low: components['schemas']['BandCode'];
      /** @example 88216d1601fffff */
      cell: string;
      /**
       * Format: double
       * @description Of the centre, degrees.
       */
      lat: number;
      /**
       * Format: double
       * @description Of the centre, degrees.
       */
      lng: number;
      /** @description The unit around its centre. */
      unit: string | null;
    };
    /** @description A number that a statistical form prints for a unit and a year. */
    ListedFigure: {
      /** @description Articles of the Criminal Code that are counted, of an article or a category; empty of a total. */
      articles: string[];
      /** @description Sheet and cell of each number that went into it; empty where the origin is `facts`. */
      cells: string[];
      /**
       * @description The form.
       * @example 1-M
       */
      form: string;
      kind: components['schemas']['SubjectKind'];
      origin: components['schemas']['Origin'];
      /**
       * Format: int32
       * @description Recorded offences as printed; `null` when withheld: under five, or it would give a small number away.
       */
      recorded: number | null;
      /** @description Whether the workbook is simulated. */
      simulated: boolean;
      /**
       * @description A total, the slug of a category, or `article-` and the article.
       * @example article-188
       */
      subject: string;
      /**
       * @description Two digits of KATO; `null` is the whole country.
       * @example 71
       */
      unit: string | null;
      /**
       * Format: int32
       * @example 2022
       */
      year: number;
    };
    /** @description What the published surface says about itself. */
    Meta: {
      /** @description The five bands; code 0, which is not listed, means insufficient data. */
      bands: components['schemas']['Band'][];
      /** @description Every category with its state. */
      categories: components['schemas']['Category'][];
      /** @description When the version was written (RFC 3339). */
      created: string;
      /** @description The month that the forecast is labelled with. */
      forecast_month: string;
      /** @description The days that the forecast is for. */
      forecast_window: components['schemas']['ForecastWindow'];
      /**
       * Format: double
       * @description Level of the forecast's interval.
       */
      interval_level: number;
      /** @description Licence of the published data. */
      licence: string;
      /**
       * @description The closed months, ascending.
       * @example [
       *       "2025-11",
       *       "2025-12"
       *     ]
       */
      months: string[];
      /**
       * @description The month in which the surface begins to hold: that of the forecast's first day.
       * @example 2026-01
       */
      published_month: string;
      /** @description H3 resolutions published, coarse to fine. */
      resolutions: number[];
      /**
       * Format: int32
       * @description Counts are rounded to multiples of this.
       */
      rounding_base: number;
      /** @description Whether any of it comes from simulated records. */
      simulated: boolean;
      /** @description Where the records come from. */
      source: string;
      /**
       * Format: int32
       * @description Counts below this are withheld.
       */
      suppress_below: number;
      /**
       * @description The surface's version.
       * @example 0123456789abcdef
       */
      version: string;
    };
    /** @description Scores of one model; keys are shares of cells in percent. */
    ModelScores: {
      /**
       * Format: double
       * @description Mean Poisson deviance.
       */
      deviance: number | null;
      /** @description Share of recorded offences inside the riskiest cells. */
      hit_rate: {
        [key: string]: number | null;
      };
      /**
       * Format: double
       * @description Mean log score.
       */
      log_score: number | null;
      model: string;
      /** @description Prediction accuracy index. */
      pai: {
        [key: string]: number | null;
      };
      /** @description Prediction efficiency index against the best possible ranking. */
      pei: {
        [key: string]: number | null;
      };
    };
    /** @description First and last of the closed months. */
    MonthSpan: {
      /** @example 2024-01 */
      first: string | null;
      /** @example 2025-12 */
      last: string | null;
    };
    /** @description Names in Kazakh, Russian and English. */
    Named: {
      name_en: string;
      name_kk: string;
      name_ru: string;
    };
    /**
     * @description Why there is no chance: too little was observed, the source does not say which year the target is for, the year was observed, or
     *     nothing can be observed in it.
     * @enum {string}
     */
    NoProbability: 'too_few_observations' | 'year_not_stated' | 'year_over' | 'not_observable';
    /** @description A value that somebody measured. */
    Observation: {
      note: string | null;
      /** @description The period as the source writes it. */
      period: string;
      source: string;
      unit: string;
      /** Format: double */
      value: number;
      /** Format: int32 */
      year: number | null;
    };
    /** @description Indicator 2 by unit, year by year. */
    OffencesByUnit: {
      /**
       * @description The form.
       * @example 1-M
       */
      form: string;
      /**
       * Format: double
       * @description Level of the rates' intervals, and at which all true ranks lie in their ranges together.
       */
      level: number;
      /** @description Whether any number is of a simulated workbook; ranks among simulated and real numbers mean nothing. */
      simulated: boolean;
      /** @description Who says so, and under which licence. */
      source: string;
      /**
       * Format: int32
       * @description Numbers under this are withheld.
       */
      suppress_below: number;
      /** @description Newest first. */
      years: components['schemas']['UnitsOfYear'][];
    };
    /**
     * @description Where numbers come from: a workbook of the form that was ingested, or the reference table that was taken over from the form.
     * @enum {string}
     */
    Origin: 'form' | 'facts';
    /**
     * @description Where a part of what is expected comes from: recorded offences of the category in the cell within the last weeks
     *     (`own_recent`) or over months and years (`own_long_run`), told together as `own` where too few recent months are published;
     *     in the cells around (`neighbours`); of other categories (`other_categories`); season, weekdays and holidays (`calendar`);
     *     what any cell is given (`unit`).
     * @enum {string}
     */
    Part: 'own_recent' | 'own_long_run' | 'own' | 'neighbours' | 'other_categories' | 'calendar' | 'unit';
    /** @description Why a request was not answered (RFC 9457). */
    Problem: {
      /** @description What is wrong with this request, and what to do. */
      detail: string;
      /** @description The same in English, with what the request held; only where `detail` is Kazakh or Russian, which tell the kind of problem. */
      detail_en?: string | null;
      /** @description The id under which the log tells more; with internal errors only. */
      request_id?: string | null;
      /**
       * Format: int32
       * @description The HTTP status.
       * @example 404
       */
      status: number;
      /** @description The kind of problem in a few words. */
      title: string;
      /**
       * @description A stable name of the kind of problem.
       * @example urn:oshaq:problem:unknown-cell
       */
      type: string;
    };
    /** @description One year to come, in the indicator's unit. */
    ProjectedYear: {
      /** Format: double */
      expected: number;
      /**
       * Format: double
       * @description Upper end.
       */
      high: number;
      /**
       * Format: double
       * @description Lower end of the prediction interval (Student's t).
       */
      low: number;
      /** Format: int32 */
      year: number;
    };
    /** @description Where an indicator goes if its trend goes on. A trend is no cause, and no plan. */
    Projection: {
      /** Format: int32 */
      first_year: number;
      /** Format: int32 */
      last_year: number;
      /**
       * Format: double
       * @description Level of the intervals.
       */
      level: number;
      method: components['schemas']['TrendMethod'];
      /**
       * Format: int32
       * @description Number of comparable years that it was drawn through: those since the last break, in the indicator's own unit.
       */
      observations: number;
      /** @description The years after the last observed one, up to the last target's. */
      path: components['schemas']['ProjectedYear'][];
    };
    /** @description A version that was published. */
    PublishedVersion: {
      changes: components['schemas']['VersionChanges'] | null;
      /** @description When it was written (RFC 3339). */
      created: string;
      forecast_month: string;
      months: components['schemas']['MonthSpan'];
      /** @description The month in which it began to hold. */
      published_month: string;
      /** @description Whether its tiles can still be fetched. */
      served: boolean;
      simulated: boolean;
      /** @example 0123456789abcdef */
      version: string;
    };
    /** @description A cell in a ranking. */
    RankedCell: {
      band: components['schemas']['BandCode'];
      band_high: components['schemas']['BandCode'];
      band_low: components['schemas']['BandCode'];
      /** @example 88216d1601fffff */
      cell: string;
      /** Format: double */
      lat: number;
      /** Format: double */
      lng: number;
    };
    /**
     * @description How the percentages of indicator 2 are read: A cumulative against 2024, B compounding.
     * @enum {string}
     */
    Reading: 'A' | 'B';
    /** @description Every published forecast of a category whose month is over, next to what was recorded in it. All numbers are numbers of cells. */
    Scoreboard: {
      category: string;
      /** @description Oldest first; empty until the month of a published forecast is over and published itself. */
      forecasts: components['schemas']['JudgedForecast'][];
    };
    /** @description How the models did on the past, for one category. */
    Scores: {
      category: string;
      /** @description First day of the first window. */
      from: string;
      models: components['schemas']['ModelScores'][];
      /** @description Last day of the last window. */
      until: string;
      /**
       * Format: int32
       * @description Number of windows forecast.
       */
      windows: number;
    };
    /** @description A year from which on observations are not comparable with earlier ones. */
    SeriesBreak: {
      text_en: string;
      text_kk: string;
      text_ru: string;
      /** Format: int32 */
      year: number;
    };
    /**
     * @description Where an indicator stands against a target.
     * @enum {string}
     */
    Status: 'met' | 'on_track' | 'behind' | 'not_observable' | 'no_observation' | 'not_due' | 'contradictory';
    /**
     * @description What a figure counts.
     * @enum {string}
     */
    SubjectKind: 'total' | 'category' | 'article';
    /**
     * @description Whether the numbers behind a sum were shown.
     * @enum {string}
     */
    SumState: 'published' | 'partly_suppressed' | 'suppressed';
    /** @description A surface that is served. */
    Surface: {
      /** @description When the version was written (RFC 3339). */
      created: string;
      /** @description Whether it is the newest, which all other answers are about. */
      current: boolean;
      forecast_month: string;
      /** @description Names of its layers of tiles. */
      layers: string[];
      months: components['schemas']['MonthSpan'];
      /** @description The month in which it begins to hold. */
      published_month: string;
      simulated: boolean;
      /** @example 0123456789abcdef */
      version: string;
    };
    /** @description A target; without a year where the source names none. */
    TargetPoint: {
      note: string | null;
      /** Format: double */
      value: number;
      /** Format: int32 */
      year: number | null;
    };
    /** @description One series of targets. */
    TargetSeries: {
      name: string;
      points: components['schemas']['TargetPoint'][];
      reading: components['schemas']['Reading'] | null;
      /** @description Where it stands in the Concept. */
      source: string;
    };
    /** @description The verdict on one target. */
    TargetStatus: {
      /** Format: double */
      observed: number | null;
      /** Format: int32 */
      observed_year: number | null;
      /**
       * Format: double
       * @description The chance that the target is met if the trend goes on, 0 to 1.
       */
      probability: number | null;
      probability_reason: components['schemas']['NoProbability'] | null;
      reading: components['schemas']['Reading'] | null;
      /** @description Name of the series. */
      series: string;
      status: components['schemas']['Status'];
      /** Format: double */
      target: number | null;
      /** Format: int32 */
      year: number | null;
    };
    /**
     * @description How a trend was drawn: by least squares through the logarithms (rates, ranks) or through the values (points, percent, indices).
     * @enum {string}
     */
    TrendMethod: 'log_linear' | 'linear';
    /** @description A unit. */
    Unit: components['schemas']['Named'] & {
      /**
       * @description Two digits of KATO.
       * @example 75
       */
      kato: string;
      kind: components['schemas']['UnitKind'];
      /**
       * Format: double
       * @description Degrees.
       */
      lat: number;
      /**
       * Format: double
       * @description Degrees.
       */
      lng: number;
      /**
       * Format: int32
       * @description Persons.
       */
      population: number;
    };
    /** @description Units side by side. */
    UnitComparison: components['schemas']['Comparison'] & {
      /** @description Highest rate first; those without a rate last. */
      units: components['schemas']['ComparedUnit'][];
    };
    /**
     * @description Region or city of republican significance.
     * @enum {string}
     */
    UnitKind: 'region' | 'city';
    /** @description One month of a unit. */
    UnitMonth: {
      /** @description Band of the rate against `reference_per_10k`. */
      band: components['schemas']['BandCode'];
      /** @example 2025-12 */
      month: string;
      /**
       * Format: int32
       * @description Those of them without a place on the map, rounded; `null` when withheld.
       */
      not_mapped: number | null;
      /**
       * Format: double
       * @description Recorded offences (rounded) per 10,000 inhabitants.
       */
      per_10k: number | null;
      /**
       * Format: int32
       * @description Recorded offences, rounded; `null` when withheld.
       */
      recorded: number | null;
      /** @description Whether the rounding of the count could have changed the band. */
      rounding_may_change_band: boolean;
      state: components['schemas']['CountState'];
    };
    /** @description A category in a unit, month by month. */
    UnitMonths: {
      category: string;
      months: components['schemas']['UnitMonth'][];
      /**
       * Format: double
       * @description What bands are multiples of: recorded offences per 10,000 inhabitants in the mean of every published month of every unit;
       *     `null` where nothing is published.
       */
      reference_per_10k: number | null;
      unit: components['schemas']['Unit'];
    };
    /** @description One unit's year. */
    UnitOffences: {
      /** @description Recorded offences by category, as far as the source tells its articles. */
      categories: components['schemas']['CategoryFigure'][];
      /** @description Where the workbook and the reference facts differ; neither is averaged away. */
      contradictions: components['schemas']['FigureContradiction'][];
      /** @description Crimes alone. */
      crimes: components['schemas']['UnitPlace'];
      /**
       * @description Two digits of KATO.
       * @example 71
       */
      kato: string;
      name_en: string;
      name_kk: string;
      name_ru: string;
      /** @description All recorded offences: crimes and misdemeanours. */
      offences: components['schemas']['UnitPlace'];
      origin: components['schemas']['Origin'];
      /**
       * Format: int32
       * @description Average residents of the year, persons; `null` where they are not known.
       */
      population: number | null;
      /** @description Whether the workbook is simulated. */
      simulated: boolean;
    };
    /** @description A number of recorded offences, its rate and its place among the units. */
    UnitPlace: {
      /**
       * @description Sheet and cell that it was read from.
       * @example [
       *       "R1!F9"
       *     ]
       */
      cells: string[];
      /**
       * Format: double
       * @description Upper end.
       */
      high: number | null;
      /**
       * Format: double
       * @description Lower end of the rate's interval (Garwood).
       */
      low: number | null;
      /**
       * Format: double
       * @description Per 10,000 residents.
       */
      per_10k: number | null;
      /**
       * Format: int32
       * @description 1 for the highest rate.
       */
      rank: number | null;
      /**
       * Format: int32
       * @description The lowest.
       */
      rank_high: number | null;
      /**
       * Format: int32
       * @description The highest place that it may really have (Klein, Wright & Wieczorek 2020).
       */
      rank_low: number | null;
      /**
       * Format: int32
       * @description As printed; `null` when withheld.
       */
      recorded: number | null;
    };
    /** @description The units of one year. */
    UnitsOfYear: {
      /** @description Highest rate first; those without a rate last. */
      units: components['schemas']['UnitOffences'][];
      /**
       * Format: int32
       * @example 2022
       */
      year: number;
    };
    /** @description What a version has that the one before did not, and the other way round. A month that both have is the same in both. */
    VersionChanges: {
      categories_added: string[];
      categories_removed: string[];
      months_added: string[];
      months_removed: string[];
    };
    /** @description A page of versions, newest first. */
    VersionPage: {
      items: components['schemas']['PublishedVersion'][];
      /** @description The `cursor` of the next page; `null` on the last. */
      next: string | null;
    };
    /**
     * @description Why a category is not on the map.
     * @enum {string}
     */
    Withheld: 'sensitive' | 'police_discovered' | 'not_place_based' | 'not_forecast';
    /**
     * @description What to say about a band: that data are insufficient, or how the band compares with the mean.
     * @enum {string}
     */
    WordsKey: 'insufficient' | 'well_below' | 'below' | 'above' | 'well_above' | 'far_above';
  };
  responses: never;
  parameters: {
    /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
    lang: 'kk' | 'ru' | 'en';
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  categories: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the categories with their names; why one is not on the map */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Category'][];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cells: {
    parameters: {
      query?: {
        /**
         * @description Slug of a category; all published ones together when left out.
         * @example theft
         */
        category?: string;
        /**
         * @description KATO code of a unit; the whole country when left out.
         * @example 75
         */
        unit?: string;
        /**
         * @description H3 resolution, one of those that `/api/v1/meta` lists; the finest when left out.
         * @example 7
         */
        resolution?: string;
        /**
         * @description Number of cells in a page, 1 to 1000; 200 when left out.
         * @example 100
         */
        limit?: string;
        /** @description The `next` of the page before; the first page when left out. */
        cursor?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description cells in ascending order; the `Link` header and `next` lead to the next page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CellPage'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description no such unit or resolution, or the category is not published */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cell: {
    parameters: {
      query?: {
        /**
         * @description Slug of a category, such as `theft`; all published ones together when left out.
         * @example theft
         */
        category?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path: {
        /**
         * @description H3 cell, 15 hexadecimal digits
         * @example 88216d1601fffff
         */
        cell: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description bands and rounded counts by month, and the forecast as bands */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Cell'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the cell or the slug is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the cell is not in the surface, or the category is not published */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  district_comparison: {
    parameters: {
      query?: {
        /**
         * @description KATO code of a unit, whose districts are compared with each other; those of the whole country when left out.
         * @example 75
         */
        unit?: string;
        /**
         * @description Slug of a category; all published ones together when left out.
         * @example theft
         */
        category?: string;
        /**
         * @description First month; the last twelve published ones when left out.
         * @example 2025-01
         */
        from?: string;
        /**
         * @description Last month, included.
         * @example 2025-12
         */
        to?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description every district, highest rate first; an empty list where no shapes of districts were given */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DistrictComparison'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the category, a month or the unit is not published */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  districts: {
    parameters: {
      query?: {
        /**
         * @description Slug of a category, such as `theft`; all published ones together when left out.
         * @example theft
         */
        category?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description every district; an empty list where no shapes of districts were given */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ByDistrict'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the slug is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the category is not published */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  list: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the files of the newest version */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Downloads'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  file: {
    parameters: {
      query?: {
        /**
         * @description For `cells.csv` and `cells.geojson`: slug of a category; all published ones together when left out.
         * @example theft
         */
        category?: string;
        /**
         * @description For `cells.csv` and `cells.geojson`: H3 resolution; the finest when left out.
         * @example 7
         */
        resolution?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path: {
        /**
         * @description one that `/api/v1/downloads` lists
         * @example units.csv
         */
        file: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the file; its version is in its name */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/geo+json': unknown;
          'application/vnd.apache.parquet': number[];
          'text/csv': string;
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description no such file or resolution, or the category is not published */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  figures: {
    parameters: {
      query?: {
        /**
         * @description KATO code of a unit; all of them when left out.
         * @example 71
         */
        unit?: string;
        /**
         * @description The year that the form counts; all of them when left out.
         * @example 2022
         */
        year?: string;
        /**
         * @description Number of figures in a page, 1 to 1000; 200 when left out.
         * @example 100
         */
        limit?: string;
        /** @description The `next` of the page before; the first page when left out. */
        cursor?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the `Link` header and `next` lead to the next page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FigurePage'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description no indicators are published yet */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  figures_csv: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description a line for each figure */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/csv': string;
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description no indicators are published yet */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  indicators: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description targets, observations and status; contradicting series side by side */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Indicators'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description no indicators are published yet */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  indicator_units: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the units year by year, newest first */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OffencesByUnit'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description no indicators are published yet */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  meta: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the surface's months, bands, rules and categories */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Meta'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  riskiest: {
    parameters: {
      query?: {
        /**
         * @description KATO code of a unit; the whole country when left out.
         * @example 75
         */
        unit?: string;
        /**
         * @description Slug of a category; all published ones together when left out.
         * @example theft
         */
        category?: string;
        /**
         * @description Number of cells, 1 to 200; 20 when left out.
         * @example 20
         */
        limit?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description cells at the finest resolution, highest first */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RankedCell'][];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description no such unit, or the category is not published */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  scoreboard: {
    parameters: {
      query?: {
        /**
         * @description Slug of a category, such as `theft`; all published ones together when left out.
         * @example theft
         */
        category?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description past forecasts, oldest first, as numbers of cells by band */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Scoreboard'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the slug is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the category is not published */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  scores: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description one board a category; an empty list where no backtest was made */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Scores'][];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  snapshot: {
    parameters: {
      query?: {
        /**
         * @description KATO code of a unit; the whole country when left out.
         * @example 75
         */
        unit?: string;
        /**
         * @description Slug of a category; all published ones together when left out.
         * @example theft
         */
        category?: string;
        /**
         * @description `r` and a closed month, or `f` and the forecast's month; the forecast when left out.
         * @example f202601
         */
        period?: string;
        /**
         * @description A second period to compare with, shown to the left of the first.
         * @example r202512
         */
        beside?: string;
        /**
         * @description What is coloured: `cells` (when left out), `districts` where shapes of districts were given, or `units`, of which closed months
         *     are told.
         * @example cells
         */
        by?: string;
        /**
         * @description The frame: west,south,east,north in degrees. What reaches far beyond the country is cut off. Without it the picture shows the
         *     unit alone, or the whole country; with it a unit is outlined.
         * @example 76.6,43.1,77.2,43.4
         */
        bbox?: string;
        /**
         * @description Resolution of the cells; as the map shows them in such a frame when left out, and coarser where there would be too many.
         * @example 7
         */
        resolution?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the picture */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'image/png': number[];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description no such unit, period or resolution, no districts, or the category is not published */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or this machine cannot render */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  surfaces: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the surfaces whose tiles can be fetched */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Surface'][];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  unit_comparison: {
    parameters: {
      query?: {
        /**
         * @description Slug of a category; all published ones together when left out.
         * @example theft
         */
        category?: string;
        /**
         * @description First month; the last twelve published ones when left out.
         * @example 2025-01
         */
        from?: string;
        /**
         * @description Last month, included.
         * @example 2025-12
         */
        to?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description every unit, highest rate first */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UnitComparison'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the category or a month is not published */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  units: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description regions and cities of republican significance */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Unit'][];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  unit: {
    parameters: {
      query?: {
        /**
         * @description Slug of a category, such as `theft`; all published ones together when left out.
         * @example theft
         */
        category?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path: {
        /**
         * @description two digits of KATO
         * @example 75
         */
        kato: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description recorded offences by month, rounded, small counts withheld */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UnitMonths'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description the code or the slug is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description no such unit, or the category is not published */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  versions: {
    parameters: {
      query?: {
        /**
         * @description Number of versions in a page, 1 to 100; 20 when left out.
         * @example 20
         */
        limit?: string;
        /** @description The `next` of the page before; the first page when left out. */
        cursor?: string;
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description versions; the `Link` header and `next` lead to the next page */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['VersionPage'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  versions_atom: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description an Atom feed, newest version first */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/atom+xml': string;
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  current: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description the version that is served now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Current'];
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  dcat: {
    parameters: {
      query?: {
        /** @description Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one. */
        lang?: components['parameters']['lang'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description a DCAT 3 catalogue of the public data */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/ld+json': unknown;
        };
      };
      /** @description the client's copy is the newest */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description a parameter is malformed or unknown */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description none of the encodings that the client accepts can be sent */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description the address is too long */
      414: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description too many requests from this address; `Retry-After` says how long to wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description nothing is published yet, or the server is busy; `Retry-After` says how long to wait */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}

//! Problems in Kazakh and Russian. English is told where the problem arises, with the details of the request.

use axum::http::StatusCode;

/// Titles in Kazakh and Russian, by status.
pub(super) fn title(status: StatusCode) -> Option<[&'static str; 2]> {
    Some(match status {
        StatusCode::BAD_REQUEST => ["Сұрау қате", "Неверный запрос"],
        StatusCode::NOT_FOUND => ["Мұндай нәрсе жоқ", "Такого нет"],
        StatusCode::METHOD_NOT_ALLOWED => ["Тек оқуға болады", "Возможно только чтение"],
        StatusCode::NOT_ACCEPTABLE => [
            "Қолайлы жауап беру мүмкін емес",
            "Нельзя ответить в приемлемом виде",
        ],
        StatusCode::PAYLOAD_TOO_LARGE => ["Сұрау тым үлкен", "Запрос слишком велик"],
        StatusCode::URI_TOO_LONG => ["Мекенжай тым ұзын", "Адрес слишком длинный"],
        StatusCode::TOO_MANY_REQUESTS => ["Сұраулар тым көп", "Слишком много запросов"],
        StatusCode::SERVICE_UNAVAILABLE => ["Қазір қолжетімсіз", "Сейчас недоступно"],
        StatusCode::INTERNAL_SERVER_ERROR => ["Ішкі қате", "Внутренняя ошибка"],
        _ => return None,
    })
}

/// What is wrong and what to do, in Kazakh and Russian, by the last word of the problem's type.
pub(super) fn detail(kind: &str) -> Option<[&'static str; 2]> {
    let found = DETAILS.iter().find(|(known, _)| *known == kind);
    found.map(|&(_, texts)| texts)
}

const DETAILS: &[(&str, [&str; 2])] = &[
    (
        "address",
        [
            "мекенжайдың бөлігі немесе параметр оқылмайды: әр параметр бір рет, UTF-8 түрінде берілуі тиіс",
            "часть адреса или параметр не читается: каждый параметр указывается один раз, в UTF-8",
        ],
    ),
    (
        "array-address",
        [
            "массив мекенжайы: /values/grid/{grid}/{resolution} немесе /values/risk/{version}/{category}/{window}/{resolution}",
            "адрес массива: /values/grid/{grid}/{resolution} или /values/risk/{version}/{category}/{window}/{resolution}",
        ],
    ),
    (
        "bbox",
        [
            "`bbox`: төрт сан үтірмен бөлініп жазылады — алдымен төменгі бұрыш, сосын жоғарғысы",
            "`bbox`: четыре числа через запятую — сначала нижний угол, затем верхний",
        ],
    ),
    (
        "busy",
        [
            "тым көп сұрау өңделіп жатыр; бірнеше секундтан кейін қайталаңыз",
            "обрабатывается слишком много запросов; повторите через несколько секунд",
        ],
    ),
    (
        "by",
        [
            "`by` cells, districts немесе units болуы тиіс",
            "`by` должен быть cells, districts или units",
        ],
    ),
    (
        "category",
        [
            "түр кіші латын әріптерімен жазылады, мысалы theft; тізімі /api/v1/categories мекенжайында",
            "вид пишется строчными латинскими буквами, например theft; список — по адресу /api/v1/categories",
        ],
    ),
    (
        "category-not-published",
        [
            "бұл түр мұнда жарияланбайды; себебі /api/v1/categories мекенжайында",
            "этот вид здесь не публикуется; причина — по адресу /api/v1/categories",
        ],
    ),
    (
        "cell",
        [
            "ұяшық H3 индексінің он алтылық 15 цифрымен жазылады, мысалы 88216d1601fffff",
            "ячейка записывается 15 шестнадцатеричными цифрами индекса H3, например 88216d1601fffff",
        ],
    ),
    (
        "comparison",
        [
            "аудандарды салыстыру мүмкін болмады; қайталаңыз",
            "районы не удалось сравнить; повторите запрос",
        ],
    ),
    (
        "crs",
        [
            "координаттар жүйесі CRS84, EPSG:4326 немесе EPSG:3857 болуы керек, /ogc/collections ішіндегідей жазылады",
            "система координат должна быть CRS84, EPSG:4326 или EPSG:3857 и пишется так, как в /ogc/collections",
        ],
    ),
    (
        "cursor",
        [
            "`cursor` — дәл осы тізімнің алдыңғы бетіндегі `next`; онсыз қайта бастаңыз",
            "`cursor` — это `next` предыдущей страницы того же списка; начните заново без него",
        ],
    ),
    (
        "datetime",
        [
            "`datetime`: 2025-12-31 сияқты күн немесе қиғаш сызықпен бөлінген екі күн, ертерегі бірінші",
            "`datetime`: дата вида 2025-12-31 или две даты через косую черту, более ранняя первой",
        ],
    ),
    (
        "features",
        [
            "нысандарды жазу мүмкін болмады; қайталаңыз",
            "объекты не удалось записать; повторите запрос",
        ],
    ),
    (
        "file-gone",
        [
            "файлды қазір оқу мүмкін емес; бірнеше секундтан кейін қайталаңыз",
            "файл сейчас нельзя прочитать; повторите через несколько секунд",
        ],
    ),
    (
        "format",
        [
            "`f` мәні json немесе html болуы керек",
            "`f` должно быть json или html",
        ],
    ),
    (
        "internal",
        [
            "серверде бірдеңе дұрыс болмады; хабарлағанда сұрау нөмірін (request_id) атаңыз",
            "на сервере что-то пошло не так; сообщая об этом, назовите номер запроса (request_id)",
        ],
    ),
    (
        "lang",
        [
            "`lang` kk, ru немесе en болуы тиіс",
            "`lang` должен быть kk, ru или en",
        ],
    ),
    (
        "limit",
        [
            "`limit` — бірден құжаттамада аталған шекке дейінгі бүтін сан",
            "`limit` — целое число от единицы до предела, названного в документации",
        ],
    ),
    (
        "method",
        [
            "GET немесе HEAD әдісін қолданыңыз",
            "используйте GET или HEAD",
        ],
    ),
    (
        "month",
        [
            "ай ЖЖЖЖ-АА түрінде жазылады, мысалы 2025-12, және `from` `to`-дан кейін болмауы тиіс",
            "месяц пишется как ГГГГ-ММ, например 2025-12, и `from` не может быть позже `to`",
        ],
    ),
    (
        "no-districts",
        [
            "бұл сайтқа аудандардың шекарасы берілмеген; `by` cells немесе units бола алады",
            "этому сайту не даны границы районов; `by` может быть cells или units",
        ],
    ),
    (
        "no-forecast-by-unit",
        [
            "өңірлер бойынша болжам жарияланбайды; аяқталған айды атаңыз, мысалы r202512",
            "по регионам прогноз не публикуется; назовите закрытый месяц, например r202512",
        ],
    ),
    (
        "no-indicators",
        [
            "индикаторлар әлі жарияланған жоқ",
            "индикаторы ещё не опубликованы",
        ],
    ),
    (
        "no-such-zoom",
        [
            "қабатта бұл масштабтың тайлдары жоқ; ең жақын масштабтағысын пайдаланыңыз",
            "у слоя нет тайлов этого масштаба; используйте тайлы ближайшего",
        ],
    ),
    (
        "not-acceptable",
        [
            "Accept-Encoding ішінде gzip, br немесе identity болуы тиіс",
            "в Accept-Encoding должен быть gzip, br или identity",
        ],
    ),
    (
        "nothing-published",
        [
            "әлі ештеңе жарияланған жоқ; кейінірек қайталаңыз",
            "ещё ничего не опубликовано; повторите позже",
        ],
    ),
    (
        "offset",
        [
            "`offset` — 0-ден басталатын бүтін сан",
            "`offset` — целое число от 0",
        ],
    ),
    (
        "query",
        [
            "сұраудың параметрі белгісіз немесе оқылмайды; /ogc/api параметрлерді атайды",
            "параметр запроса неизвестен или не читается; параметры названы в /ogc/api",
        ],
    ),
    (
        "resolution",
        [
            "`resolution` — бүтін сан, мысалы 7",
            "`resolution` — целое число, например 7",
        ],
    ),
    (
        "snapshot-adapter",
        [
            "бұл серверде сурет салынбайды",
            "на этом сервере картинки не рисуются",
        ],
    ),
    (
        "snapshot-busy",
        [
            "тым көп сурет сұралды; кейінірек қайталаңыз",
            "запрошено слишком много картинок; повторите позже",
        ],
    ),
    (
        "snapshot-failed",
        [
            "суретті салу мүмкін болмады",
            "картинку не удалось нарисовать",
        ],
    ),
    (
        "snapshot-missing",
        [
            "бұл серверде сурет салатын бағдарлама жоқ",
            "на этом сервере нет программы, рисующей картинки",
        ],
    ),
    (
        "snapshot-too-slow",
        [
            "сурет тым ұзақ салынды; кейінірек қайталаңыз",
            "картинка рисовалась слишком долго; повторите позже",
        ],
    ),
    (
        "tile-address",
        [
            "тайл мекенжайы: /tiles/{layer}/{version}/{z}/{x}/{y}, сандар масштаб шегінде болуы тиіс",
            "адрес тайла: /tiles/{layer}/{version}/{z}/{x}/{y}, числа — в пределах масштаба",
        ],
    ),
    (
        "too-large",
        ["сұраудың денесі керек емес", "тело запроса не нужно"],
    ),
    (
        "too-many-requests",
        [
            "бұл мекенжайдан сұрау тым жиі келді; Retry-After айтқан уақыттан кейін қайталаңыз",
            "с этого адреса запросы приходят слишком часто; повторите через время, указанное в Retry-After",
        ],
    ),
    (
        "too-slow",
        [
            "жауап тым ұзаққа созылды; бірнеше секундтан кейін қайталаңыз",
            "ответ занял слишком много времени; повторите через несколько секунд",
        ],
    ),
    (
        "unit",
        [
            "өңір коды — КАТО-ның екі цифры, мысалы 75",
            "код региона — две цифры КАТО, например 75",
        ],
    ),
    (
        "unknown-address",
        [
            "бұл мекенжайда ештеңе жоқ; барының тізімі /api/docs/ мекенжайында",
            "по этому адресу ничего нет; что есть — по адресу /api/docs/",
        ],
    ),
    (
        "unknown-category",
        [
            "мұндай түр жоқ; тізімі /api/v1/categories мекенжайында",
            "такого вида нет; список — по адресу /api/v1/categories",
        ],
    ),
    (
        "unknown-cell",
        [
            "бұл ұяшық картада жоқ: онда тым аз тіркелген немесе оның ажыратымдылығы басқа",
            "этой ячейки нет на карте: в ней зарегистрировано слишком мало или у неё другое разрешение",
        ],
    ),
    (
        "unknown-collection",
        [
            "мұндай жиын жоқ; тізімі /ogc/collections мекенжайында",
            "такой коллекции нет; список — по адресу /ogc/collections",
        ],
    ),
    (
        "unknown-feature",
        ["жиында мұндай нысан жоқ", "в коллекции нет такого объекта"],
    ),
    (
        "unknown-file",
        [
            "мұндай файл жоқ; тізімі /api/v1/downloads мекенжайында",
            "такого файла нет; список — по адресу /api/v1/downloads",
        ],
    ),
    (
        "unknown-grid",
        [
            "мұндай тор (енді) берілмейді; қолданыстағысы /current.json ішінде аталған",
            "такая сетка (больше) не выдаётся; действующая названа в /current.json",
        ],
    ),
    (
        "unknown-layer",
        [
            "мұндай қабат жоқ; тізімі /current.json мекенжайында",
            "такого слоя нет; список — по адресу /current.json",
        ],
    ),
    (
        "unknown-month",
        [
            "бұл ай жарияланбаған; айлар тізімі /api/v1/meta мекенжайында",
            "этот месяц не опубликован; список месяцев — по адресу /api/v1/meta",
        ],
    ),
    (
        "unknown-period",
        [
            "мұндай кезең жоқ; айлар тізімі /api/v1/meta мекенжайында",
            "такого периода нет; список месяцев — по адресу /api/v1/meta",
        ],
    ),
    (
        "unknown-resolution",
        [
            "бұл ажыратымдылықта ұяшық жоқ; тізімі /api/v1/meta мекенжайында",
            "ячеек этого разрешения нет; список — по адресу /api/v1/meta",
        ],
    ),
    (
        "unknown-tile-matrix-set",
        [
            "тайлдар торы тек WebMercatorQuad",
            "сетка тайлов только WebMercatorQuad",
        ],
    ),
    (
        "unknown-unit",
        [
            "мұндай өңір жоқ; тізімі /api/v1/units мекенжайында",
            "такого региона нет; список — по адресу /api/v1/units",
        ],
    ),
    (
        "unknown-version",
        [
            "бұл нұсқа енді берілмейді; қазіргісі /current.json мекенжайында",
            "эта версия больше не отдаётся; действующая — по адресу /current.json",
        ],
    ),
    (
        "unknown-window",
        [
            "бұл нұсқада мұндай терезе жоқ; тізімі /current.json ішінде",
            "в этой версии нет такого окна; список — в /current.json",
        ],
    ),
    (
        "unreadable",
        [
            "диск деректі бермеді; бірнеше секундтан кейін қайталаңыз",
            "диск не отдал данные; повторите через несколько секунд",
        ],
    ),
    (
        "uri-too-long",
        ["мекенжайды қысқартыңыз", "сократите адрес"],
    ),
    (
        "year",
        [
            "`year` төрт цифрмен жазылады, мысалы 2022",
            "`year` пишется четырьмя цифрами, например 2022",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// What stands behind `Problem::bad_request(` and the like in the sources below a folder.
    fn kinds_below(folder: &Path, kinds: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                kinds_below(&path, kinds);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for maker in ["bad_request", "not_found", "unavailable"] {
                let call = format!("::{maker}(");
                let after = text.split(&call).skip(1).map(str::trim_start);
                let named = after.filter_map(|text| text.strip_prefix('"')?.split('"').next());
                kinds.extend(named.map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_kind_that_a_source_names_is_told_in_every_language() {
        let mut kinds = BTreeSet::new();
        kinds_below(
            Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
            &mut kinds,
        );
        assert!(kinds.len() > 40, "{kinds:?}");
        for kind in kinds {
            assert!(detail(&kind).is_some(), "{kind} has no words");
        }
    }

    #[test]
    fn every_kind_is_told_once_and_in_cyrillic() {
        for (position, (kind, texts)) in DETAILS.iter().enumerate() {
            assert!(DETAILS[..position].iter().all(|(other, _)| other != kind));
            for text in texts {
                let cyrillic = |letter: char| ('\u{400}'..='\u{4ff}').contains(&letter);
                assert!(text.chars().any(cyrillic), "{kind}: {text}");
            }
        }
    }
}

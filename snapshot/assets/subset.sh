#!/bin/sh
# Makes the two embedded fonts: Noto Sans cut down to Latin, Cyrillic (with the Kazakh letters) and common signs.
# Needs Debian's fonts-noto-core and fonttools. The result is committed; run this only to change the set of letters.
set -eu
cd "$(dirname "$0")"
for weight in Regular Bold; do
    pyftsubset "/usr/share/fonts/truetype/noto/NotoSans-$weight.ttf" \
        --unicodes="U+0020-007E,U+00A0-017F,U+0400-04FF,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032,U+2033,U+20B8,U+2116,U+2190-2193,U+2212,U+2248,U+FFFD" \
        --layout-features='kern' --no-hinting --desubroutinize --drop-tables+=GPOS,GSUB,GDEF --legacy-kern \
        --output-file="NotoSans-$weight.subset.ttf"
done

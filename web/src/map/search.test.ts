import { describe, expect, it } from 'vitest';
import { fold, nameIn, search, type Place } from './search';

const place = (name_kk: string, name_ru: string, name_en: string, rank = 2): Place => ({
  id: name_en,
  kind: 'city',
  name_kk,
  name_ru,
  name_en,
  lat: 0,
  lng: 0,
  kato: null,
  rank,
});

const PLACES = [
  place('Алматы', 'Алматы', 'Almaty', 0),
  place('Алматы облысы', 'Алматинская область', 'Almaty Region', 1),
  place('Өскемен', 'Усть-Каменогорск', 'Oskemen', 2),
  place('Қостанай', 'Костанай', 'Kostanay', 2),
  place('Үшарал', 'Ушарал', 'Usharal', 3),
  place('Іле', 'Или', 'Ile', 3),
  place('Шығыс Қазақстан облысы', 'Восточно-Казахстанская область', 'East Kazakhstan Region', 1),
];

const names = (query: string) => search(query, PLACES).map(({ name_en }) => name_en);

describe('folding', () => {
  it('makes every Kazakh letter equal to the one people type instead', () => {
    expect(fold('ә ғ қ ң ө ұ ү һ і')).toBe(fold('а г к н о у у х и'));
    expect(fold('ӘҒҚҢӨҰҮҺІ')).toBe(fold('агкноуухи'));
  });

  it('does not mind case, hyphens or composed accents', () => {
    expect(fold('Усть-Каменогорск')).toBe(fold('усть каменогорск'));
    expect(fold('Ёжик')).toBe(fold('ежик'));
    expect(fold('Qyzylorda\u0301')).toBe('kizilorda');
  });
});

describe('search', () => {
  it('finds a name of one script typed in the other', () => {
    expect(fold('Қызылорда')).toBe(fold('Qyzylorda'));
    expect(fold('Шымкент')).toBe(fold('Shymkent'));
    expect(fold('Хромтау')).toBe(fold('Khromtau'));
    expect(names('qostanai')).toEqual(['Kostanay']);
    expect(names('алмати')).toEqual(['Almaty', 'Almaty Region']);
  });

  it('finds a city in each of the three languages', () => {
    expect(names('Өскемен')).toEqual(['Oskemen']);
    expect(names('усть-кам')).toEqual(['Oskemen']);
    expect(names('oskem')).toEqual(['Oskemen']);
  });

  it('finds Kazakh names typed without Kazakh letters', () => {
    expect(names('оскемен')).toEqual(['Oskemen']);
    expect(names('костанай')).toEqual(['Kostanay']);
    expect(names('ушарал')).toEqual(['Usharal']);
    expect(names('иле')).toEqual(['Ile']);
  });

  it('puts the whole name first, then by rank', () => {
    expect(names('алматы')).toEqual(['Almaty', 'Almaty Region']);
  });

  it('finds a later word, and several words in any order', () => {
    expect(names('казахстанская')).toEqual(['East Kazakhstan Region']);
    expect(names('қазақстан')).toEqual(['East Kazakhstan Region']);
    expect(names('region east')).toEqual(['East Kazakhstan Region']);
  });

  it('finds nothing for nothing', () => {
    expect(names('  ')).toEqual([]);
    expect(names('Atlantis')).toEqual([]);
  });
});

describe('a name', () => {
  it('falls back to Kazakh where a language has none', () => {
    expect(nameIn({ name_kk: 'Іле', name_ru: '', name_en: 'Ile' }, 'ru')).toBe('Іле');
  });
});

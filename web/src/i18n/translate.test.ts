import { describe, expect, it } from 'vitest';
import { texts as enMap } from './en/map';
import { texts as enShell } from './en/shell';
import { texts as kkMap } from './kk/map';
import { texts as kkShell } from './kk/shell';
import { texts as ruMap } from './ru/map';
import { texts as ruShell } from './ru/shell';
import { day, localDay, month, number, percent, translate } from './translate';

const en = { ...enShell, ...enMap };
const kk = { ...kkShell, ...kkMap };
const ru = { ...ruShell, ...ruMap };

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('numbers', () => {
  it('follow the language', () => {
    expect(plain(number('kk', 132778.5))).toBe('132 778,5');
    expect(plain(number('ru', 132778.5))).toBe('132 778,5');
    expect(number('en', 132778.5)).toBe('132,778.5');
  });

  it('keep the decimals asked for', () => {
    expect(number('en', 58, 1, 1)).toBe('58.0');
    expect(number('en', 0.5283, 2, 4)).toBe('0.5283');
    expect(number('ru', 0.6, 2, 4)).toBe('0,60');
  });

  it('are written as per cent', () => {
    expect(plain(percent('kk', 0.8))).toBe('80 %');
    expect(percent('en', 0.371, 1)).toBe('37.1%');
  });
});

describe('plurals', () => {
  it('follow Russian rules', () => {
    const found = (n: number) => translate('ru', ru, 'search.found', { n });
    expect([1, 2, 5, 11, 21, 22].map(found)).toEqual([
      'найдено 1 место',
      'найдено 2 места',
      'найдено 5 мест',
      'найдено 11 мест',
      'найдено 21 место',
      'найдено 22 места',
    ]);
  });

  it('leave Kazakh nouns singular after a number', () => {
    expect(translate('kk', kk, 'search.found', { n: 1 })).toBe('1 орын табылды');
    expect(translate('kk', kk, 'search.found', { n: 5 })).toBe('5 орын табылды');
  });

  it('follow English rules', () => {
    expect(translate('en', en, 'search.found', { n: 1 })).toBe('1 place found');
    expect(translate('en', en, 'search.found', { n: 0 })).toBe('0 places found');
  });
});

describe('months', () => {
  it('are named in each language', () => {
    expect(month('kk', kk, '2026-01')).toBe('2026 ж. қаңтар');
    expect(month('ru', ru, '2025-12')).toBe('декабрь 2025');
    expect(month('en', en, '2025-12', 'short')).toBe('Dec 2025');
  });

  it('that do not exist stay as they are', () => {
    expect(month('en', en, '2025-13')).toBe('2025-13');
  });

  it('and days are written day first', () => {
    expect(day('2026-11-22')).toBe('22.11.2026');
    expect(day('soon')).toBe('soon');
    expect(localDay(new Date(2026, 0, 5))).toBe('05.01.2026');
  });
});

describe('a text', () => {
  it('shows a placeholder that got no value instead of hiding it', () => {
    expect(translate('en', en, 'place.near', { city: 'Almaty' })).toBe('Almaty, {km} km from the centre');
  });
});

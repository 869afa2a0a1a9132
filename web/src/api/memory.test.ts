import { expect, test } from 'vitest';
import { Memory } from './memory';

test('an address is asked for once, however many wait for it', async () => {
  const memory = new Memory<number>(2);
  let asked = 0;
  const ask = () => Promise.resolve((asked += 1));
  expect(await Promise.all([memory.get('a', ask), memory.get('a', ask)])).toEqual([1, 1]);
  expect(asked).toBe(1);
});

test('an answer that failed is asked for again', async () => {
  const memory = new Memory<string>(2);
  await expect(memory.get('a', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  expect(await memory.get('a', () => Promise.resolve('found'))).toBe('found');
});

test('of more addresses than it holds the oldest is forgotten', async () => {
  const memory = new Memory<string>(2);
  for (const address of ['a', 'b', 'c']) await memory.get(address, () => Promise.resolve('first'));
  expect(await memory.get('c', () => Promise.resolve('second'))).toBe('first');
  expect(await memory.get('a', () => Promise.resolve('second'))).toBe('second');
});

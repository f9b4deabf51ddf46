import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Filled, slots } from '../../../../renderer/features/parts/Filled.tsx';

const bold = (text: string) => createElement('b', { key: text }, text);

const filled = (props: Parameters<typeof Filled>[0]) => createElement('p', null, Filled(props));

it.each([
  [`Frees ${slots[0]} of ${slots[1]}.`, 'Frees <b>1 GiB</b> of <b>2 GiB</b>.'],
  [`Of ${slots[1]}, ${slots[0]} is freed`, 'Of <b>2 GiB</b>, <b>1 GiB</b> is freed'],
  ['Nothing is freed', 'Nothing is freed'],
])('puts elements where the sentence wants them: %j', (text, markup) => {
  expect(renderToStaticMarkup(filled({ text, children: [bold('1 GiB'), bold('2 GiB')] }))).toBe(`<p>${markup}</p>`);
});

import { json } from '#testing/world/json';

test('what crosses a boundary is what comes out of JSON, and shares nothing with what was sent', () => {
  const sent = {
    text: 'ä\u2028',
    numbers: [0, -1.5, Number.NaN, Number.POSITIVE_INFINITY],
    nothing: [null, undefined, { gone: undefined, method: () => 1, kept: false }],
    moment: new Date(0),
    error: new RangeError('lost'),
    listed: new Map([['lost', 1]]),
    bare: Object.assign(Object.create(null), { kept: { deep: ['x'] } }),
  };
  const received = json(sent);
  expect(received).toEqual(JSON.parse(JSON.stringify(sent)));
  received.numbers.push(1);
  received.bare.kept.deep.push('y');
  expect(sent.numbers).toHaveLength(4);
  expect(sent.bare.kept.deep).toEqual(['x']);
});

test('a function that answers nothing answers null', () => {
  expect(json(undefined)).toBeNull();
});

import { viewsOf } from '#verification/sandbox/incidents';

describe('the incidents in the table', () => {
  const items = [
    { pk: 'INCIDENT#1', sk: 'INCIDENT', id: '1' },
    { pk: 'INCIDENT#1', sk: 'AT#2026-11-23T13:00:02.000Z#b', text: 'second' },
    { pk: 'INCIDENT#1', sk: 'AT#2026-11-23T13:00:01.000Z#a', text: 'first' },
    { pk: 'INCIDENT#1', sk: 'ATTEMPT#02', step: 2 },
    { pk: 'INCIDENT#1', sk: 'ATTEMPT#01', step: 1 },
    { pk: 'INCIDENT#2', sk: 'AT#2026-11-23T13:00:01.000Z#a', text: 'of an incident that is not open yet' },
  ];

  it('are shown with their attempts and their timeline in order', () => {
    const view = viewsOf(items).get('INCIDENT#1');
    expect(view?.attempts.map(({ step }) => step)).toEqual([1, 2]);
    expect(view?.timeline.map(({ text }) => text)).toEqual(['first', 'second']);
  });

  it('are left out as long as there is no record of the incident itself', () => {
    expect([...viewsOf(items).keys()]).toEqual(['INCIDENT#1']);
  });
});

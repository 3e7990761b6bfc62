import webServiceHung from '#runbooks/web-service-hung';
import { holdOf, outagesIn } from '#verification/sandbox/scenarios/outages';

const change = (second: number, value: 'ALARM' | 'OK', alarm = 'errors') => ({
  alarm,
  state: { value, reason: '', at: new Date(second * 1000) },
});
const hold = 6_000;

describe('how many outages alarms showed', () => {
  it('is one where OK was shorter than the hold', () => {
    expect(outagesIn([change(0, 'ALARM'), change(20, 'OK'), change(23, 'ALARM')], hold)).toBe(1);
  });

  it('is two where OK has held', () => {
    expect(outagesIn([change(0, 'ALARM'), change(20, 'OK'), change(26, 'ALARM')], hold)).toBe(2);
  });

  it('is one while another alarm fires', () => {
    const other = [change(10, 'ALARM', 'latency'), change(40, 'ALARM')];
    expect(
      outagesIn(
        [change(0, 'ALARM'), other[0], change(20, 'OK'), other[1]].flatMap((one) => one ?? []),
        hold,
      ),
    ).toBe(1);
  });

  it('is none where nothing fired', () => {
    expect(outagesIn([change(0, 'OK')], hold)).toBe(0);
  });
});

test('the hold is that of the runbook, as it is deployed', () => {
  expect(holdOf(webServiceHung)).toBe(6_000);
});

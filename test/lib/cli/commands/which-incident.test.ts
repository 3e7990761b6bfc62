import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { aRemedy, healsAfter, hushed } from '#test/support/scenes';
import { places } from '#testing/world/world';
import { atTheTerminal } from './scene.ts';

hushed();

/** One incident that was healed, and an older one of another alarm whose id ends in the same way. */
async function twoIncidents() {
  const restart = aRemedy({ act: () => healsAfter(scene.world, 30) });
  const scene = atTheTerminal({ remedies: [restart] });
  const { incident } = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
  const newest = incident?.id ?? '';
  const end = newest.slice(-2);
  const older = `20260228-2300-aaaaaa${end}`;
  const listed = { ...incident?.listed, alarm: 'older-alarm' };
  const item = { ...incident, id: older, pk: `INCIDENT#${older}`, since: '2026-02-28T23:00:00.000Z' };
  await scene.world.clients.documents.send(
    new PutCommand({
      TableName: places.table,
      Item: {
        ...item,
        month: '2026-02',
        sk: 'INCIDENT',
        listed,
        alarm: { ...incident?.alarm, name: 'older-alarm' },
      },
    }),
  );
  return { ...scene, newest, older, end };
}

/** Every command that takes an incident, with what else it takes. */
const takeOne = [['show'], ['take'], ['release'], ['approve'], ['deny']] as const;

describe('an incident is found by', () => {
  test.each<[string, (id: string) => string]>([
    ['its id', (id) => id],
    ['the digits at its end', (id) => id.slice(-8)],
    ['a part that no other has', (id) => id.slice(9, 17)],
    ['the name of its alarm', () => 'shop-5xx'],
    ['last', () => 'last'],
  ])('%s', async (_, naming) => {
    const { json, newest } = await twoIncidents();
    expect((await json('show', naming(newest))).incident.id).toBe(newest);
  });

  test('the name of another alarm', async () => {
    const { json, older } = await twoIncidents();
    expect((await json('show', 'older-alarm')).incident.id).toBe(older);
  });
});

describe.each(takeOne)('nightshift %s', (command) => {
  test('refuses a part that two incidents have, and names both', async () => {
    const { run, newest, older, end } = await twoIncidents();
    await expect(run(command, end)).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringMatching(new RegExp(`is part of 2 ids: ${newest} .*, ${older} `)),
    });
  });

  test('says that there is none', async () => {
    const { run } = await twoIncidents();
    await expect(run(command, 'nothing')).rejects.toMatchObject({
      exitStatus: 1,
      message: 'There is no incident "nothing" in rehearsal; nightshift history lists them.',
    });
  });

  test('knows no last incident where there was none', async () => {
    await expect(atTheTerminal().run(command, 'last')).rejects.toMatchObject({ exitStatus: 1 });
  });
});

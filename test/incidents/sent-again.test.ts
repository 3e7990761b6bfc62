import { takeTurn } from '#core/mass-failure/rounds';
import type { FailureOptions } from '#testing/world/wire';
import { places } from '#testing/world/world';
import { aPhone, linkIn } from '../support/phone.ts';
import { alarmName, aNight, hushed, type Scene, theIncident } from '../support/scenes.ts';

hushed();
const { topics } = places;

/** The alarm has fired, nothing has helped, and a person was paged. */
async function pagedNight(surroundings: Scene['surroundings'] = {}) {
  const scene = aNight({
    alarm: { state: 'OK' },
    surroundings: { startsRunbooks: true, hasAnswerPage: true, ...surroundings },
  });
  const { world, night } = scene;
  world.cloudwatch.set(alarmName, 'ALARM');
  await world.clock.advance(400);
  const [page] = world.sns.on(topics.page);
  if (!page) throw new Error('Nobody was paged');
  const sendsAgain = (command: string, where: FailureOptions['where']) =>
    world.wire.fail('dynamodb', command, 'sent again', where ? { where } : {});
  return { ...scene, phone: aPhone(night), page, sendsAgain };
}

const says = (name: string) => (input: Readonly<Record<string, unknown>>) =>
  String(input['UpdateExpression']).includes(name);

describe('a write whose first answer was lost, so that the SDK sends it again, is not taken for another writer’s:', () => {
  test('the owner hears that what was paged has recovered', async () => {
    const { world, sendsAgain } = await pagedNight();
    const struck = sendsAgain('Update', says('SET resolvedAt'));
    world.cloudwatch.set(alarmName, 'OK');
    await world.clock.advance(300);
    expect(struck()).toBe(1);
    expect(world.sns.on(topics.notice).map(({ body }) => body.split('\n')[0])).toEqual([
      expect.stringMatching(/^shop-5xx: recovered after its page/),
    ]);
  });

  test('a link that is pressed does what it says, and once', async () => {
    const { world, night, phone, page, sendsAgain } = await pagedNight();
    const link = linkIn(page);
    const struck = sendsAgain('Put', ({ Item }) => 'verb' in (Item as object));
    const first = await world.clock.run(() => phone.press(link, 'take'));
    const second = await world.clock.run(() => phone.press(link, 'take'));
    expect([struck(), first.statusCode, second.statusCode]).toEqual([1, 303, 409]);
    expect(theIncident(night).incident.takenOver).toBe('holder of the page topic link');
  });

  test('whoever takes the right to page a mass failure has it, and nobody else', async () => {
    const { world, sendsAgain } = await pagedNight();
    const struck = sendsAgain('Update', says('pagedAt'));
    const database = { client: world.clients.documents, table: places.table };
    const now = world.clock.now();
    const since = new Date(now.getTime() - 600_000).toISOString();
    const massFailure = { id: '20260301-0300', since, pageEverySeconds: 300 };
    const turns = await world.clock.run(() =>
      Promise.all([1, 2, 3].map(() => takeTurn(database, massFailure, now))),
    );
    expect(struck()).toBe(1);
    expect(turns.filter(Boolean)).toHaveLength(1);
  });

  test('an incident that the page stage opens is remembered with its alarm', async () => {
    const scene = aNight({ alarm: { state: 'OK' }, surroundings: { startsRunbooks: true } });
    const { world, night } = scene;
    const isOfAdmit = ({ FunctionName }: Readonly<Record<string, unknown>>) =>
      /Admit/.test(String(FunctionName));
    world.wire.fail('lambda', 'Invoke', 'error before', { where: isOfAdmit, times: 99 });
    const isOpened = ({ Item }: Readonly<Record<string, unknown>>) =>
      (Item as { sk?: string }).sk === 'INCIDENT';
    const struck = world.wire.fail('dynamodb', 'Put', 'sent again', { where: isOpened });
    world.cloudwatch.set(alarmName, 'ALARM');
    await world.clock.advance(200);
    expect([struck(), world.sns.on(topics.page).length]).toEqual([1, 1]);
    const [memory] = world.dynamodb.partition(`ALARM#${world.cloudwatch.arnOf(alarmName)}`);
    expect(memory).toMatchObject({ lastIncident: theIncident(night).incident.id });
  });

  test('the end of an outage closes its page in the same run of the sweeper', async () => {
    const { world, night, sendsAgain } = await pagedNight();
    const isEnd = ({ TransactItems }: Readonly<Record<string, unknown>>) =>
      JSON.stringify(TransactItems).includes('SET endedAt');
    const struck = sendsAgain('TransactWrite', isEnd);
    world.cloudwatch.set(alarmName, 'OK');
    await world.clock.advance(121);
    expect(struck()).toBe(1);
    expect(theIncident(night).incident).toHaveProperty('resolvedAt');
  });
});

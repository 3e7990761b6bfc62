import { lastAsked } from '#core/incident/approvals';
import { deduplicationKey } from '#core/page/key';
import { verbLabels } from '#core/page/verbs';
import { type Got, linkIn, open, press } from '../browse.ts';
import { until } from '../incidents.ts';
import { webhookPhone } from '../names.ts';
import { checkNotice, untilMessage } from './checks.ts';
import { invokeLambda, stockListBroken } from './ids.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

const alarm = 'stock-list-broken';

/** Who pressed, in the records. */
const holder = 'holder of the page topic link';

export const answered: Scenario = {
  name: 'answered',
  runbook: stockListBroken,
  story:
    "The depot's stock list is broken, and a person is asked: by the link on the phone the team's own Lambda function is approved, which builds it anew. Broken again too soon, it is paged, and taken by the link in the page.",
  alarms: [alarm],
  play: async (scene) => {
    // The request has its own key, so that a page still rings for someone who acknowledged the request.
    scene.expectPages(2);
    await scene.breaking('the import breaks off: the stock list of the depot cannot be read');
    scene.world.depot.stockList = 'broken';
    await approve(scene);
    await checkHealed(scene);
    await take(scene);
  },
};

/** A phone shows the request; a link scanner opens it before the person does. */
async function approve(scene: Scene): Promise<void> {
  const { depot, local } = scene.world;
  const link = linkIn(await untilMessage(scene, 'phone-pager', 40));
  scene.say('a scanner of mail opens the link twice');
  const pages = [await open(local.endpoint, link), await open(local.endpoint, link)] as const;
  for (const page of pages) checkPage(scene, page, 'the page of the request', verbLabels.approve);
  const before = scene.incidentOf(alarm);
  const answer = before && lastAsked(before.incident)?.approval.answer;
  scene.check('looking changed nothing', answer === undefined && depot.stockList === 'broken', answer);
  scene.say('a person presses "Approve", twice');
  checkDone(scene, await press(local.endpoint, link, pages[0], verbLabels.approve));
  checkRefused(scene, 'the same link', await press(local.endpoint, link, pages[0], verbLabels.approve));
  const other = linkIn(await untilMessage(scene, webhookPhone, 15));
  scene.check('each channel has a link of its own', other.href !== link.href);
  const onPager = await open(local.endpoint, other);
  scene.check('the page of the other link offers no approval any more', !offers(onPager, verbLabels.approve));
}

/** The function that the runbook names did what was approved, once. */
async function checkHealed(scene: Scene): Promise<void> {
  const { depot } = scene.world;
  const view = await scene.ends('healed', 60);
  const by = lastAsked(view.incident)?.approval.by;
  scene.check('the record says which link it was', by === holder, by);
  const acted = view.attempts.map(({ action }) => action).join(', ');
  scene.check("it invoked the team's function, and did nothing else", acted === invokeLambda, acted);
  const [rebuild] = depot.rebuilds;
  checkBuiltOnce(scene);
  scene.check(
    "the function got the attempt's id",
    rebuild?.attempt === `${view.incident.id}-1`,
    rebuild?.attempt,
  );
  scene.check('… and the input of the runbook', rebuild?.list === 'stock', rebuild?.list);
  const { status } = await fetch(`${depot.url}/stock`);
  scene.check('the stock list can be read', status === 200, status);
  await checkNotice(scene);
}

const checkBuiltOnce = (scene: Scene): void => {
  const { length } = scene.world.depot.rebuilds;
  scene.check('the depot was told to build the list anew, once', length === 1, length);
};

/** The cooldown after the run: the next alarm is paged at once. */
async function take(scene: Scene): Promise<void> {
  const { depot, local } = scene.world;
  await scene.untilAlarm(alarm, 'OK', 30);
  scene.say('the stock list breaks again');
  depot.stockList = 'broken';
  const { incident } = await scene.ends('escalated', 40, alarm, 2);
  const page = await until('its page', 15, () =>
    scene
      .pages()
      .find(
        ({ phone, deduplicationKey: key }) => phone === 'phone-pager' && key === deduplicationKey(incident),
      ),
  );
  const link = linkIn(page);
  const shown = await open(local.endpoint, link);
  checkPage(scene, shown, 'the page of the second alarm', verbLabels.take);
  scene.say('a person presses "I have it", twice');
  checkDone(scene, await press(local.endpoint, link, shown, verbLabels.take));
  checkRefused(scene, 'the same link', await press(local.endpoint, link, shown, verbLabels.take));
  const by = await until('who has it', 10, () => scene.incidentOf(alarm, 2)?.incident.takenOver);
  scene.check('the record says who has it', by === holder, by);
  const after = await open(local.endpoint, link);
  scene.check('whoever opens it sees who has it', after.text.includes(`${holder} has it until`), after.text);
  checkBuiltOnce(scene);
  scene.say('the person mends the import');
  depot.stockList = 'whole';
}

const offers = ({ text }: Got, label: string): boolean => text.includes(`>${label}</button>`);

function checkPage(scene: Scene, page: Got, what: string, label: string): void {
  const isThere = page.status === 200 && page.text.includes(alarm) && offers(page, label);
  scene.check(`${what} names the alarm and offers "${label}"`, isThere, `${page.status} ${page.text}`);
  scene.check('… with the graph of what it watches', page.text.includes('<polyline'), page.text);
}

const checkDone = (scene: Scene, { status, text }: Got): void =>
  scene.check('the press was done', status === 303, `${status} ${text}`);

const checkRefused = (scene: Scene, what: string, { status, text }: Got): void =>
  scene.check(`${what} does nothing any more`, status === 409, `${status} ${text}`);

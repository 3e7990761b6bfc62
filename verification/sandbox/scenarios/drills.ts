import { provenFile } from '#core/drill/proven';
import { reasonText } from '#core/reasons/reason';
import type { Drill } from '#drill/drill';
import { drillsSince } from '#drill/store';
import { release } from '../demo/configuration.ts';
import { badRelease, failing, letFail } from '../demo/injector.ts';
import { deployed } from '../names.ts';
import type { Said } from '../nightshift.ts';
import { paced } from '../pace.ts';
import { sleep } from '../processes.ts';
import { changeRunbook } from '../project.ts';
import { actsAlone, asksFirst, deployAgain, typing, untilNoDrill } from './drill-gate.ts';
import { type Breaks, drill } from './drilling.ts';
import { accountErrors, newsErrors } from './ids.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

const [account, news] = ['account-errors', 'news-errors'];

/** How long a task of the account page answers 500 unless restarted, in milliseconds: as long as its drill declares. */
const failsFor = 900_000;

export const drills: Scenario = {
  name: 'drills',
  runbook: accountErrors,
  story:
    'Two runbooks that nobody has tried are drilled. One is proven, and acts alone on a real fault until a parameter changes; the other does not help, and asks a person.',
  alarms: [account, news],
  play: async (scene) => {
    scene.expectPages(2);
    await scene.breaking('the tasks of account answer 500 for a while, on purpose');
    const proof = await drillAccount(scene);
    await Promise.all([
      accountBreaks(scene, proof),
      drillNews(scene).then((stopped) => newsBreaks(scene, stopped)),
    ]);
  },
};

/** A self-ending fault needs a control; then the restart is proven, and the evidence is written for Git. */
async function drillAccount(scene: Scene): Promise<Drill> {
  const breaks: Breaks = {
    ...{ runbook: accountErrors, alarm: account, injector: failing(scene.world.fleet, 'account') },
    ...{ name: 'its tasks answer 500', endsByItself: true },
  };
  const alone = await drill(scene, breaks);
  check(scene, 'a fault that ends by itself proves nothing alone', alone, 'not-proven', 'drill-no-control');
  const control = await drill(scene, breaks, { control: true });
  check(scene, 'the control does not recover while nothing acts', control, 'not-recovered');
  const { text } = await recorded(scene);
  scene.check('beside the control, the restart is proven', text.includes(`Proven: ${accountErrors}`), text);
  scene.check('the evidence is a file', text.includes(`Written to ${provenFile(accountErrors)}`), text);
  checkSaysDrill(scene, account);
  const database = { client: scene.world.aws.tables, table: deployed.table };
  const since = new Date(scene.brokenAt ?? 0).toISOString();
  const last = (await drillsSince(database, since)).findLast(({ runbook }) => runbook === accountErrors);
  if (!last) throw new Error('No drill is on record.');
  return last;
}

/** As a team would: the command says when to break it. Starts once the alarm is OK after the control. */
async function recorded(scene: Scene): Promise<Said> {
  const args = ['drill', accountErrors, '--record', '--why', 'a demonstration', '--by', 'anna'];
  const until = Date.now() + paced(90_000);
  for (;;) {
    await scene.untilAlarm(account, 'OK', 60);
    const said = await typing(scene, args, (text) => {
      if (text.includes('break it now')) letFail(scene.world.fleet, 'account', failsFor);
    });
    if (!said.text.includes('has not begun') || Date.now() > until) return said;
    await sleep(1_000);
  }
}

/** A step that does not help proves nothing. The stopped drill comes last: it keeps others from starting for a minute. */
async function drillNews(scene: Scene): Promise<Drill> {
  scene.say('news gets a bad release, on purpose: no restart will help');
  const bad = badRelease('news');
  const breaks: Breaks = {
    ...{ runbook: newsErrors, alarm: news, injector: bad },
    ...{ name: 'a bad release', endsByItself: false },
  };
  const failed = await drill(scene, breaks);
  check(scene, 'a restart that does not help proves nothing', failed, 'not-proven', 'drill-not-healed');
  scene.check('its fault is over', !bad.isBroken());
  const stopped = await drill(scene, breaks, { control: true, stopped: true });
  check(scene, 'a drill is stopped in its middle', stopped, 'stopped', 'drill-stopped-by');
  scene.check('the fault of the stopped drill is over', !bad.isBroken());
  checkSaysDrill(scene, news);
  return stopped;
}

/** So far its alarm has fired only in drills. */
function checkSaysDrill(scene: Scene, alarm: string): void {
  const told = scene.messages().filter(({ body }) => body.includes(alarm));
  const other = told.find(({ body }) => !body.startsWith('DRILL '));
  scene.check(
    `every message about ${alarm} says DRILL in its first word`,
    told.length > 0 && !other,
    other?.body,
  );
}

/** It is not proven, so it acts only as in mode approve. */
async function newsBreaks(scene: Scene, drilled: Drill): Promise<void> {
  await untilNoDrill(scene, drilled.id);
  scene.say('news gets a bad release, for real');
  const real = {
    ...{ service: 'news', alarm: news },
    breaks: () => release('news', { template: 'half' }),
    mends: () => release('news', {}),
  };
  await asksFirst(scene, real, 'not-drilled', 'not proven, it does not act alone');
}

/** With the evidence it acts alone; with a changed parameter, it asks again. */
async function accountBreaks(scene: Scene, proof: Drill): Promise<void> {
  const real = {
    ...{ service: 'account', alarm: account },
    breaks: () => letFail(scene.world.fleet, 'account', failsFor),
    mends: () => letFail(scene.world.fleet, 'account', 0),
  };
  scene.say('the evidence is deployed');
  await Promise.all([deployAgain(scene), untilNoDrill(scene, proof.id)]);
  scene.say('a task of account answers 500, for real');
  await actsAlone(scene, real);
  scene.say('somebody changes a parameter of the runbook, and deploys');
  changeRunbook(accountErrors, 'minimumHealthy: 1', 'minimumHealthy: 0');
  await deployAgain(scene);
  scene.say('a task of account answers 500, for real');
  await asksFirst(scene, real, 'drilled-another-version', 'a changed parameter makes the proof stale');
}

function check(scene: Scene, what: string, drill: Drill, verdict: Drill['verdict'], code?: string): void {
  const isSo = drill.verdict === verdict && drill.reason?.code === code;
  scene.check(what, isSo, `${drill.verdict}${drill.reason ? `: ${reasonText(drill.reason)}` : ''}`);
}

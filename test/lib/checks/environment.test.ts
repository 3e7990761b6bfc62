import { fromEnvironment } from '#define/index';
import { aNetwork, anEnvironment, aRunbook, reports, restartWith, withSteps } from './fixtures.ts';

const { routes } = anEnvironment();
const refuses = (mistake: string, changes: object, problem: RegExp, spec: unknown = aRunbook()) =>
  reports(mistake, spec, problem, { ...anEnvironment(), ...changes });

describe('names and formats', () => {
  refuses('another name than the file', { name: 'other' }, /^name: the file's name without .ts, test$/);
  refuses('a name of another shape', { name: 'Test' }, /^name: the file's name without .ts: 2 to 20/);
  refuses('an account that is a number', { account: 123456789012 }, /^account: a text/);
  refuses('an account of 3 digits', { account: '123' }, /^account: an AWS account id: 12 digits/);
  refuses('a region that is none', { region: 'Frankfurt' }, /^region: an AWS region/);
  refuses('a misspelt field', { divideTimeby: 2 }, /^divideTimeby: .*`divideTimeBy`/);
  refuses(
    'no stacks for runbooks',
    { runbookStacks: 0 },
    /^runbookStacks: a whole number of stacks, at least 1 and at most 200/,
  );
  refuses('time stretched', { divideTimeBy: 0.5 }, /^divideTimeBy: a number, at least 1/);
  refuses(
    'time divided where people are served',
    { account: '111122223333', region: 'eu-central-1', divideTimeBy: 10 },
    /^divideTimeBy: nothing: only a local emulator of AWS \(account 000000000000\) divides time/,
  );
  const inFile = { synthetic: { heartbeat: 'https://heartbeats.example/ping/token' } };
  refuses(
    'a heartbeat whose URL is in the file',
    inFile,
    /^synthetic.heartbeat: the ARN of a Secrets Manager secret/,
  );
  const hasty = { synthetic: { every: { seconds: 60 } } };
  refuses('a synthetic alarm every minute', hasty, /^synthetic.every: whole minutes, 2 to 60/);
  const half = { incidents: 0.5, within: { seconds: 300 }, coolDown: { seconds: 900 } };
  refuses('half an incident', { massFailure: half }, /^massFailure.incidents: a whole number/);
  refuses('test pages of any age', { testPages: true }, /^testPages: how old an acknowledgement may be/);
  const quarterly = { within: { seconds: 90 * 86_400 } };
  refuses('test pages every quarter', { testPages: quarterly }, /^testPages.* 31 days/);
  const drilled = (from: string, to: string) => ({
    drills: { targets: ['service/web'], stopAlarm: 'shop-slo', runbooks: {}, hours: { from, to } },
  });
  refuses('drills over midnight', drilled('22:00', '06:00'), /^drills.hours: at least an hour of one day/);
  refuses('drills within less than an hour', drilled('10:05', '10:55'), /^drills.hours: at least an hour/);
  refuses('half a worker', { reservedConcurrency: 0.5 }, /^reservedConcurrency: a whole number/);
});

describe('what it says about runbooks', () => {
  const reading = withSteps(restartWith({ service: fromEnvironment('service') }));
  const values = (entry: object) => ({ runbooks: { 'shop-errors': entry } });
  refuses(
    'an entry for no runbook',
    { runbooks: { 'shop-eror': {} } },
    /^runbooks.shop-eror: .*`shop-errors`/,
  );
  refuses(
    'a mode for no runbook',
    { modes: { nobody: 'off' } },
    /^modes.nobody: the id of a runbook: shop-errors/,
  );
  const misspelt = values({ service: 'a', servce: 'a' });
  refuses('a value that nothing reads', misspelt, /^runbooks.shop-errors.servce: .*`service`/, reading);
  const wrong = values({ service: 'A*' });
  refuses(
    'a value that the action does not take',
    wrong,
    /^runbooks.shop-errors.service: a service name$/,
    reading,
  );
  const kind = values({ service: true });
  refuses('a value of another kind', kind, /^runbooks.shop-errors.service: a text or a number$/, reading);
});

describe('routes and networks', () => {
  const networks = (network: object) => ({ networks: { default: { ...aNetwork, ...network } } });
  const notice = [{ protocol: 'email', endpoint: 'me' }];
  refuses(
    'nobody listens',
    { routes: { ...routes, notice: [] } },
    /^routes.notice: at least one subscription/,
  );
  refuses('no address', { routes: { ...routes, notice } }, /^routes.notice\[0\].endpoint: an e-mail address/);
  refuses(
    'one path twice',
    { routes: { ...routes, backup: routes.page } },
    /^routes.backup: an address that is not/,
  );
  const uneven = networks({ availabilityZones: ['a', 'b'] });
  refuses('subnets that do not fit', uneven, /^networks.default.subnetIds: as many for each of the 2/);
  refuses('a network of another name', { networks: { Inner: aNetwork } }, /^networks.Inner: a network name/);
  refuses('a VPC that is none', networks({ vpcId: 'shop' }), /^networks.default.vpcId: the id of a VPC/);
});

import { paginateListSubscriptionsByTopic, type Subscription } from '@aws-sdk/client-sns';
import type { Route } from '#cdk/names';
import type { Check, Examination } from '../examination.ts';
import { type Found, forEach, looked, problem, warning } from '../finding.ts';

const call = 'sns:ListSubscriptionsByTopic';
const routes: readonly Route[] = ['page', 'backup', 'notice'];

/** Whether somebody listens on every topic: a subscription that nobody has confirmed delivers nothing. */
export const topics: Check = {
  name: 'topics',
  about: 'every subscription of the topics is confirmed',
  needs: ['deployment'],
  permissions: ({ arns }) => [{ actions: [call], resources: routes.map(arns.topic) }],
  run: (examination) => forEach(routes, (route) => topicOf(route, examination)),
};

const topicOf = (route: Route, { arns, account, spec }: Examination) =>
  looked(`${route} topic`, [call], async () => {
    const found: Subscription[] = [];
    const pages = paginateListSubscriptionsByTopic({ client: account.sns }, { TopicArn: arns.topic(route) });
    for await (const page of pages) found.push(...(page.Subscriptions ?? []));
    const wanted = spec.routes[route].map(({ protocol, endpoint }) =>
      judge(route, { protocol, endpoint }, found),
    );
    const heard = found.some(isConfirmed);
    const silent = problem(
      `${route} topic`,
      'It has no confirmed subscription: nobody would hear of it.',
      'Confirm one, or deploy again with a route that reaches somebody.',
    );
    return [...(heard ? [] : [silent]), ...wanted.flatMap((one) => one ?? [])];
  });

/** An ARN only once it is confirmed; a text like PendingConfirmation or Deleted before and after. */
const isConfirmed = ({ SubscriptionArn }: Subscription): boolean =>
  SubscriptionArn?.startsWith('arn:') === true;

function judge(
  route: Route,
  { protocol, endpoint }: { readonly protocol: string; readonly endpoint: string },
  found: readonly Subscription[],
): Found | undefined {
  const about = `${route} topic`;
  const same = found.filter((one) => one.Protocol === protocol && one.Endpoint === endpoint);
  if (same.some(isConfirmed)) return undefined;
  const says = route === 'notice' ? warning : problem;
  if (same.some(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation')) {
    return says(
      about,
      `The subscription of ${protocol} ${endpoint} was never confirmed: it gets nothing.`,
      'Confirm it as docs/channels.md says, so that no mail scanner can end it. SNS forgets it after some days; then deploy the route anew.',
    );
  }
  return says(
    about,
    `There is no subscription of ${protocol} ${endpoint}: it was never deployed, or somebody has unsubscribed it.`,
    'Deploy; where CloudFormation believes that it is there, take the route out, deploy, and put it back.',
  );
}

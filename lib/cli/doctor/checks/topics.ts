import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  type Subscription,
} from '@aws-sdk/client-sns';
import type { Route } from '#cdk/names';
import type { Check, Examination } from '../examination.ts';
import { type Found, forEach, looked, problem, warning } from '../finding.ts';

const call = 'sns:ListSubscriptionsByTopic';
const attributesCall = 'sns:GetSubscriptionAttributes';
const routes: readonly Route[] = ['page', 'backup', 'notice'];

/** Whether every topic has a subscriber and keeps it: an unconfirmed subscription delivers nothing. */
export const topics: Check = {
  name: 'topics',
  about: 'every subscription of the topics is confirmed, and no mail scanner can end it',
  needs: ['deployment'],
  permissions: ({ arns }) => [
    { actions: [call], resources: routes.map(arns.topic) },
    // A subscription's ARN is its topic's plus a generated id.
    {
      actions: [attributesCall],
      resources: routes.flatMap((route) => [arns.topic(route), `${arns.topic(route)}:*`]),
    },
  ],
  run: (examination) => forEach(routes, (route) => topicOf(route, examination)),
};

async function topicOf(route: Route, examination: Examination): Promise<Found[]> {
  const found: Subscription[] = [];
  const heard = await looked(`${route} topic`, [call], () => heardOf(route, examination, found));
  const byMail = found.filter((one) => one.Protocol?.startsWith('email') && isConfirmed(one));
  return [...heard, ...(await forEach(byMail, (one) => mailOf(route, one, examination)))];
}

/** @param found is filled with the topic's subscriptions */
async function heardOf(
  route: Route,
  { arns, account, spec }: Examination,
  found: Subscription[],
): Promise<Found[]> {
  const pages = paginateListSubscriptionsByTopic({ client: account.sns }, { TopicArn: arns.topic(route) });
  for await (const page of pages) found.push(...(page.Subscriptions ?? []));
  const wanted = spec.routes[route].map(({ protocol, endpoint }) =>
    judge(route, { protocol, endpoint }, found),
  );
  const heard = found.some(isConfirmed);
  const silent = problem(
    `${route} topic`,
    'It has no confirmed subscription: nobody would hear of it.',
    'Confirm one, or deploy again with a route that reaches someone.',
  );
  return [...(heard ? [] : [silent]), ...wanted.flatMap((one) => one ?? [])];
}

/**
 * Anyone who opens the link at the end of an SNS email ends the subscription, even a mail scanner, unless it was confirmed
 * with a signature: "Disallows unauthenticated unsubscribes".
 * https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html (AuthenticateOnUnsubscribe), and
 * https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html (ConfirmationWasAuthenticated)
 */
const mailOf = (
  route: Route,
  { SubscriptionArn, Endpoint }: Subscription,
  { account: { sns } }: Examination,
) =>
  looked(`${route} topic`, [attributesCall], async () => {
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    const found = warning(
      `${route} topic`,
      `The subscription of ${Endpoint} was confirmed by its link, so anyone who opens the unsubscribe link in a mail ends it, even a mail scanner.`,
      'Unsubscribe it, deploy the route anew, and confirm it with `aws sns confirm-subscription`, as docs/channels.md says.',
    );
    return Attributes?.['ConfirmationWasAuthenticated'] === 'true' ? [] : [found];
  });

/** An ARN only while it is confirmed; before and after, a text like PendingConfirmation or Deleted. */
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
    `There is no subscription of ${protocol} ${endpoint}: it was never deployed, or someone has unsubscribed it.`,
    'Deploy; where CloudFormation believes that it is there, take the route out, deploy, and put it back.',
  );
}

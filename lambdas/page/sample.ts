import type { IncidentRecord } from '#core/incident/incidents';
import type { Page } from '#core/page/message';
import { deadlineText, pageText } from '#core/page/text';

/** A made-up incident whose two fixes failed. A test page includes its page, so that it is as long as a real one. */
const sample = (environment: string, since: string): IncidentRecord => {
  const steps = ['Restart ECS tasks', 'Flush Redis cache'];
  const id = '20260301-0300-00000000';
  const target = 'arn:aws:ecs:eu-central-1:111122223333:service/sample/sample-frontpage';
  return {
    incident: {
      id,
      environment,
      runbook: {
        id: 'sample-frontpage-errors',
        owner: 'team-sample',
        why: 'A sample.',
        page: {
          urgency: 'high',
          pageBySeconds: 900,
          instructions:
            'Compare the errors with the last deployment, and roll it back if they began with it.',
        },
        guards: { cooldownSeconds: 1_800, maxRunsPerDay: 3, staleAfterSeconds: 300 },
        recovered: { holdForSeconds: 60 },
      },
      mode: 'auto',
      alarm: {
        arn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:sample-frontpage-stale',
        name: 'sample-frontpage-stale',
        reason: 'Threshold Crossed: 3 out of the last 3 datapoints were greater than the threshold (5.0).',
        pagesByItself: false,
      },
      since,
      month: since.slice(0, 7),
      listed: { runbook: 'sample-frontpage-errors', owner: 'team-sample', alarm: 'sample-frontpage-stale' },
      execution: `arn:aws:states:eu-central-1:111122223333:execution:nightshift-${environment}-sample:${id}`,
      answer: 'act',
      plan: steps.map((title) => ({
        action: 'sample',
        title,
        parameters: {},
        targets: [target],
        timeoutSeconds: 60,
        verifyWithinSeconds: 180,
      })),
      openedAt: since,
      pageBy: since,
      step: steps.length,
      contract: 1,
      expiresAt: 0,
    },
    attempts: steps.map((title, index) => ({
      step: index + 1,
      action: 'sample',
      title,
      state: 'acted',
      summary: 'Done, as a sample of what a page says about a step.',
      at: since,
      settled: true,
      finding: 'the alarm is in ALARM',
    })),
  };
};

/** The page of a made-up incident. @param since ISO 8601, UTC */
export const samplePage = (environment: string, since: string): Page =>
  pageText(sample(environment, since), 'Every step was tried, and the alarm is in ALARM.', {
    now: { state: 'ALARM', at: since },
    earlier: [],
  });

/** The text of its deadline. */
export const sampleDeadline = (environment: string, since: string): Page =>
  deadlineText(sample(environment, since).incident);

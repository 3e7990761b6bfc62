import scaleOutEcsService from '#actions/scale-out-ecs-service/action';
import turnOffFeature from '#actions/turn-off-feature/action';
import { defineRunbook, fromEnvironment, hours, minutes, step } from '#define/index';

export default defineRunbook({
  id: 'recommendations-slow',
  owner: 'team-shop',
  why: 'Under more load than usual the database of the recommendations slows every page down; the shop sells without them.',
  when: { alarms: ['recommendations-latency-high'] },
  mode: 'watch',
  steps: [
    // First serve less: it acts at once, and nothing is lost but the recommendations.
    step(
      turnOffFeature,
      {
        // Ids, as AppConfig made them.
        application: fromEnvironment('appid'),
        environment: fromEnvironment('envid'),
        profile: fromEnvironment('flags'),
        flag: 'recommendations',
        strategy: fromEnvironment('atonce'),
      },
      { verifyWithin: minutes(4), restoreAfter: minutes(60), atMost: hours(12) },
    ),
    // Then serve it with more, for as long as the load lasts.
    step(
      scaleOutEcsService,
      { cluster: fromEnvironment('cluster'), service: 'shop', factor: 1.5, atMostTasks: 12 },
      { verifyWithin: minutes(4), restoreAfter: minutes(60), atMost: hours(12) },
    ),
  ],
  recovered: { holdFor: minutes(2) },
  guards: { cooldown: hours(1), maxRunsPerDay: 4 },
  page: {
    urgency: 'high',
    pageBy: minutes(20),
    instructions:
      'Open the dashboard of the shop: is it more load than usual, or slower at the same load?\nnightshift leases shows what is switched off or scaled out, and restore takes it back.',
  },
});

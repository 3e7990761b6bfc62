import failOverAuroraClusterAction from '../../lambdas/remediate/fail-over-aurora-cluster/action.ts';
import flushRedisCacheAction from '../../lambdas/remediate/flush-redis-cache/action.ts';
import restartEcsTasksAction from '../../lambdas/remediate/restart-ecs-tasks/action.ts';
import turnOffFeatureAction from '../../lambdas/remediate/turn-off-feature/action.ts';
import checkoutApiErrorsRunbook from '../../runbooks/checkout-api-errors.ts';
import ordersWriterStuckRunbook from '../../runbooks/orders-writer-stuck.ts';
import recommendationsSlowRunbook from '../../runbooks/recommendations-slow.ts';
import shopPagesStaleRunbook from '../../runbooks/shop-pages-stale.ts';
import webServiceHungRunbook from '../../runbooks/web-service-hung.ts';

/** Ids of the actions and runbooks that the scenarios expect. */
export const { id: restartEcsTasks } = restartEcsTasksAction;
export const { id: flushRedisCache } = flushRedisCacheAction;
export const { id: failOverAuroraCluster } = failOverAuroraClusterAction;

export const { id: turnOffFeature } = turnOffFeatureAction;

export const { id: recommendationsSlow } = recommendationsSlowRunbook;
export const { id: webServiceHung } = webServiceHungRunbook;
export const { id: checkoutApiErrors } = checkoutApiErrorsRunbook;
export const { id: ordersWriterStuck } = ordersWriterStuckRunbook;
export const { id: shopPagesStale } = shopPagesStaleRunbook;

import failOverAuroraClusterAction from '#actions/fail-over-aurora-cluster/action';
import flushRedisCacheAction from '#actions/flush-redis-cache/action';
import restartEcsTasksAction from '#actions/restart-ecs-tasks/action';
import turnOffFeatureAction from '#actions/turn-off-feature/action';
import checkoutApiErrorsRunbook from '#runbooks/checkout-api-errors';
import ordersWriterStuckRunbook from '#runbooks/orders-writer-stuck';
import recommendationsSlowRunbook from '#runbooks/recommendations-slow';
import shopPagesStaleRunbook from '#runbooks/shop-pages-stale';
import webServiceHungRunbook from '#runbooks/web-service-hung';

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

/** Messages about one failure may arrive in any order within this time; it is also the tolerance of causes. */
export const correlationWindowMs = 5_000;

/**
 * How long an explained alarm stays explained after nothing explains it any more; then it stands on its own. Longer than
 * symptoms of the default rules keep firing and devices take to come back. Sites that report less often than once a
 * minute have twice the difference more.
 */
export const settleMs = 360_000;

/**
 * The same where the cause still stands and what was heard since speaks against it: an end of a link that reports late
 * has had its say by then.
 */
export const refutedSettleMs = 90_000;

/** How long after the mains are back a low battery follows from their loss: a deep one takes as long to recharge. */
export const rechargeMsMax = 43_200_000;

/** How soon it is asked again whether such a battery became worse. */
export const rechargeAskMs = 60_000;

/** How long after its raise a silence waits for the word of those on its way to the core: a period and an on-delay. */
export const witnessHoldMsMax = 95_000;

/** How soon a silence that waits asks again whether they have spoken. */
export const witnessAskMs = 2_000;

/** How soon alarms are explained again where what is heard may speak against an explanation. */
export const hearingAskMs = 5_000;

/** How long a failure explains what is behind it although most sites there are still heard. */
export const failureTrustMs = 900_000;

/** Shortest time between two explanations of the active alarms. */
export const explainPauseMsMin = 100;

/** Beyond 2,000 active alarms the pause between two explanations grows by 1 ms for so many alarms. */
export const explainedAlarmsPerMs = 20;

/** How long after it was lost a feed explains what its site suffers: the longest autonomy of the metric dictionary. */
export const lostFeedTrustMs = 172_800_000;

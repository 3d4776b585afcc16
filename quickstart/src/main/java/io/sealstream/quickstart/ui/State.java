package io.sealstream.quickstart.ui;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /api/state} answers: all that the page shows.
 *
 * @param run tells this run from another one on the same port
 * @param over whether the run has shown its summary, so that logins and orders are taken
 * @param sent messages that the queue took, of the run and of the page
 * @param seconds since the page was started
 * @param readSecondsAgo the age of the reading
 * @param problem why there is no newer one; null if there is nothing wrong
 * @param reading null before the first one
 * @param columns the names of the cells of a row
 * @param history what the charts draw
 * @param followed the last logins that somebody typed, the newest first
 */
record State(
    String run,
    boolean over,
    long sent,
    double seconds,
    double readSecondsAgo,
    @Nullable String problem,
    @Nullable Reading reading,
    List<String> columns,
    List<History.Point> history,
    List<FollowedLogins.Followed> followed) {}

namespace Merlon.RootCause.Logs;

/// <summary>Where something stands in the logs that were given.</summary>
/// <param name="Log">The log's number, from 0.</param>
/// <param name="Line">From 1.</param>
public readonly record struct LogPlace(int Log, long Line);

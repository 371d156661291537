namespace Merlon.Cli;

/// <summary>What the exit status says to scripts.</summary>
static class Exit
{
    public const int Done = 0, AnswerIsNo = 1, Usage = 2, Unreadable = 3, Environment = 4;

    /// <summary>Somebody asked to end. As shells have it: 128, and the number of SIGINT.</summary>
    public const int Interrupted = 130;
}

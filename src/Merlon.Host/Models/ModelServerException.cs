namespace Merlon.Host.Models;

/// <summary>What a model server did that is no answer; the message is one line that says what to do.</summary>
sealed class ModelServerException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether it may go well another time.</summary>
    public bool MayPass { get; init; }

    /// <summary>How long the server asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the server understood, and does not do what it was asked.</summary>
    public bool IsRefusal { get; init; }
}

using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Chains;

/// <summary>
/// One step of an attack that was let pass: a source's dealing with a service, and what shows it to be one.
/// </summary>
public sealed record AttackStep(Dealing Dealing, IReadOnlyList<Sign> Signs)
{
    /// <summary>
    /// The sessions without which it had come to nothing: those that were let pass from the first sign on.
    /// </summary>
    public IReadOnlyList<Session> Keys { get; } = KeysOf(Dealing, Signs);

    public DateTime? At => Keys[0].At;

    /// <summary>What might be an attack, and is none where nothing was wrong with letting it pass.</summary>
    public bool IsGuess => Signs.All(sign =>
        sign.Kind is SignKind.Probed or SignKind.FollowsOn or SignKind.WentOn or SignKind.AgainstIntent);

    /// <summary>A detection system blocked it itself.</summary>
    public bool IsBlocked => Signs.All(sign => sign.Kind is SignKind.CutOff
        && sign.Lines.All(line => line.Kind is EventKind.Alert));

    public Sign? Find(SignKind kind) => Signs.FirstOrDefault(sign => sign.Kind == kind);

    /// <summary>Guesses, none of which worked, and no more.</summary>
    public bool IsInVain => GuessedIn is null
        && Signs.All(sign => sign.Kind is SignKind.Guessed or SignKind.Probed);

    /// <summary>A login that worked after many that did not; null for none.</summary>
    public LogEvent? GuessedIn => Find(SignKind.Guessed) is null ? null : Dealing.Sessions
        .SelectMany(session => session.Logins).LastOrDefault(login => login.Ruling is Ruling.Allowed);

    // Of guesses the one that worked, of a flood or of guesses in vain the last; else all.
    static List<Session> KeysOf(Dealing dealing, IReadOnlyList<Sign> signs)
    {
        var admitted = dealing.Admitted.ToList();
        if (!signs.Any(sign => sign.Kind is SignKind.Guessed or SignKind.Flooded))
        {
            var signed = signs.SelectMany(sign => sign.Lines).ToHashSet();
            return admitted[Math.Max(0, admitted.FindIndex(session => session.Lines.Any(signed.Contains)))..];
        }

        var worked = admitted.FindLast(session => session.Logins.Any(login => login.Ruling is Ruling.Allowed));
        return [worked ?? admitted[^1]];
    }
}

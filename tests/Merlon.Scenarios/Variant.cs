namespace Merlon.Scenarios;

/// <summary>One way in which a cause comes about: a story, a service, a wording, a shape of rules.</summary>
public sealed class Variant
{
    internal Variant(string cause, string name, Action<Telling.Story> tell, bool isHeldOut = false)
    {
        (Answer, Id, Tell, IsHeldOut) = (cause, $"{cause}/{name}", tell, isHeldOut);
    }

    public string Id { get; }

    /// <summary>The cause, or the kind of abstention.</summary>
    public string Answer { get; }

    /// <summary>Whether whoever builds an engine must not have seen it.</summary>
    public bool IsHeldOut { get; }

    /// <summary>Whether its texts are fixed, so that no other seed tells it differently.</summary>
    public bool IsToTheLetter { get; internal init; }

    internal Action<Telling.Story> Tell { get; }
}

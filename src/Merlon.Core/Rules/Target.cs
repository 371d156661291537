namespace Merlon.Rules;

/// <summary>What happens to a packet that a rule matches.</summary>
public abstract record Target
{
    Target() { }

    /// <summary>It is counted, and goes on.</summary>
    public sealed record Nowhere : Target;

    /// <summary><c>-j ACCEPT</c> or <c>-j DROP</c>.</summary>
    public sealed record Decide(Verdict Verdict) : Target;

    /// <summary><c>-j RETURN</c>: back to the chain that jumped here.</summary>
    public sealed record Return : Target;

    /// <summary><c>-j CHAIN</c>.</summary>
    public sealed record Jump(string Chain) : Target;

    /// <summary><c>-g CHAIN</c>: as a jump, but what returns goes back to where this chain was called.</summary>
    public sealed record Goto(string Chain) : Target;

    /// <summary>A target with options of its own, such as REJECT or LOG.</summary>
    public sealed record Extension(ExtensionUse Use, Effect Effect) : Target;

    public static readonly Target None = new Nowhere();
}

/// <summary>What an extension's target does to a packet.</summary>
public abstract record Effect
{
    Effect() { }

    /// <summary>Nothing that a later rule could notice.</summary>
    public sealed record Continue : Effect;

    public sealed record Decide(Verdict Verdict) : Effect;

    /// <summary>The mark becomes (mark and not <paramref name="Clear"/>) xor <paramref name="Flip"/>.</summary>
    public sealed record SetMark(uint Clear, uint Flip) : Effect;

    /// <summary>Whether the packet goes on, and how, cannot be said from the rules alone.</summary>
    public sealed record Unknown : Effect;

    public static readonly Effect None = new Continue();
}

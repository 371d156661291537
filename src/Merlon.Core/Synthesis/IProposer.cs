namespace Merlon.Synthesis;

/// <summary>
/// Proposes rules, and is never trusted: each is held to a proof before it counts (<see cref="ProposalCheck"/>).
/// </summary>
public interface IProposer
{
    string Name { get; }

    /// <summary>Looks at what there is, and has rules considered, as many as it likes.</summary>
    void Propose(Consultation consultation);
}

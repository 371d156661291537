using Merlon.Flows;
using Merlon.Language;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary>
/// The answer to a log without a language model, and the one with its proposals: whichever is better is given, so that
/// with a model no answer is worse than without.
/// </summary>
/// <param name="assisted">Null without a model.</param>
sealed class Rivals(Response alone, Response? assisted, ModelProposer? proposer)
{
    public Response Best => assisted?.IsBetterThan(alone) is true ? assisted : alone;

    public void Next(in Observation observation, bool isAlert)
    {
        alone.Next(observation, isAlert);
        assisted?.Next(observation, isAlert);
    }

    public void End()
    {
        alone.End();
        try
        {
            assisted?.End();
        }
        catch (OperationCanceledException)
        {
            Screen.Note("interrupted while the model was asked");
            assisted = null;
        }
    }

    /// <summary>Whose answer it is, and why; null without a model.</summary>
    public string? Verdict
    {
        get
        {
            if (proposer is null) return null;
            if (assisted is null) return $"this is the answer without a model: {Words(alone)}";

            var calls = RespondCommand.Plural(proposer.Answers, "answer");
            return Best == assisted
                ? $"this is the answer with {proposer.Name} ({calls}): {Words(assisted)}; without it {Words(alone)}"
                : $"this is the answer without a model: {Words(alone)}; with {proposer.Name} ({calls}) "
                    + (assisted.IsAsGoodAs(alone) ? "the same" : Words(assisted));
        }
    }

    static string Words(Response response) =>
        $"{RespondCommand.Plural(response.Covered, "alert")} covered by "
            + $"{RespondCommand.Plural(response.Rules.Count, "rule")}, "
            + $"{RespondCommand.Plural(response.BenignDropped, "benign flow")} dropped";
}

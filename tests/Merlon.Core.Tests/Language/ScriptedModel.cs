namespace Merlon.Language;

/// <summary>Answers by a script, and remembers what it was asked.</summary>
sealed class ScriptedModel(Func<ModelPrompt, int, ModelReply> answer) : ILanguageModel
{
    public ScriptedModel(params string[] answers)
        : this((_, call) => Said(answers[Math.Min(call, answers.Length - 1)])) { }

    public string Name => "scripted";

    public List<ModelPrompt> Prompts { get; } = [];

    public ModelReply Answer(ModelPrompt prompt, CancellationToken end = default)
    {
        Prompts.Add(prompt);
        return answer(prompt, Prompts.Count - 1);
    }

    public static ModelReply Said(string text) => new(text, "", text.Length / 4, text.Length / 4);

    public static ModelReply Failed(string fault) => new("", "", null, null) { Fault = fault };
}

namespace Merlon.Host.Models.Llama;

/// <summary>Takes a token by the model's numbers: the likeliest, or one by chance.</summary>
/// <param name="temperature">0 takes the likeliest, the first of equals.</param>
/// <param name="repetitionPenalty">For what is among the last tokens; 1 for none.</param>
/// <param name="seed">Of the chance.</param>
sealed class TokenChooser(double temperature, double repetitionPenalty, long seed)
{
    const int Remembered = 64;

    readonly Random _chance = new(HashCodeOf(seed));
    readonly Queue<int> _last = new();

    /// <summary>Takes note of a token, of the prompt or of the answer.</summary>
    public void Hear(int token)
    {
        if (_last.Count == Remembered) _last.Dequeue();
        _last.Enqueue(token);
    }

    /// <summary>
    /// First without the grammar: what it allows of that is as likely as if all else had been left out before, and to
    /// ask of one token is cheap.
    /// </summary>
    /// <param name="logits">Is changed.</param>
    /// <returns>Null when there is none.</returns>
    public int? Choose(Span<float> logits, LlamaGrammar? grammar)
    {
        if (repetitionPenalty != 1) Penalise(logits);
        var token = Draw(logits);
        if (grammar is null || token is null || grammar.Allows(token.Value)) return token;

        grammar.Mask(logits);
        return Draw(logits);
    }

    void Penalise(Span<float> logits)
    {
        var penalty = (float)repetitionPenalty;
        foreach (var token in _last.Distinct()) logits[token] *= logits[token] > 0 ? 1 / penalty : penalty;
    }

    int? Draw(ReadOnlySpan<float> logits)
    {
        var likeliest = Likeliest(logits);
        return likeliest is null || !(temperature > 0) ? likeliest : ByChance(logits, logits[likeliest.Value]);
    }

    static int? Likeliest(ReadOnlySpan<float> logits)
    {
        var (best, token) = (float.NegativeInfinity, -1);
        for (var i = 0; i < logits.Length; i++)
        {
            if (logits[i] > best) (best, token) = (logits[i], i);
        }

        return token < 0 ? null : token;
    }

    int? ByChance(ReadOnlySpan<float> logits, float most)
    {
        var all = 0.0;
        foreach (var logit in logits) all += Share(logit, most);
        var left = _chance.NextDouble() * all;
        var token = -1;
        for (var i = 0; i < logits.Length && left >= 0; i++)
        {
            var share = Share(logits[i], most);
            if (share > 0) token = i;
            left -= share;
        }

        return token < 0 ? null : token;
    }

    // Of what is no number, and of what will never be drawn, none.
    float Share(float logit, float most)
    {
        var exponent = (logit - most) / (float)temperature;
        return exponent > -40 ? MathF.Exp(exponent) : 0;
    }

    static int HashCodeOf(long seed) => unchecked((int)(seed ^ (seed >> 32)));
}

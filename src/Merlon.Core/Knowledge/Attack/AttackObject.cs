namespace Merlon.Knowledge.Attack;

/// <summary>What is read of one object of a bundle.</summary>
sealed class AttackObject
{
    public string? Type { get; set; }
    public string? Id { get; set; }
    public string? Name { get; set; }
    public string? Description { get; set; }
    public string? Version { get; set; }
    public string? ShortName { get; set; }
    public List<string> Tactics { get; } = [];

    /// <summary>Revoked or deprecated.</summary>
    public bool IsGone { get; set; }
}

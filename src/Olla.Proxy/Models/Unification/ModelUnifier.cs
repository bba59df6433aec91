using System.Collections.Immutable;
using Olla.Proxy.Providers;

namespace Olla.Proxy.Models.Unification;

/// <summary>
/// Finds out which entries of which lists are one model: same digest, or else same name without a contradicting digest. Works
/// from scratch on all lists in configuration order, so that the outcome never depends on who answered first.
/// </summary>
internal sealed class ModelUnifier
{
    /// <summary>Characters of a digest that tell two models of one name apart.</summary>
    private const int DigestTail = 8;

    private readonly Dictionary<string, Draft> _byDigest = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Draft> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Draft> _drafts = [];

    private ModelUnifier()
    {
    }

    /// <summary>All models of <paramref name="lists"/>, sorted by identifier.</summary>
    public static ImmutableArray<UnifiedModel> Unify(IEnumerable<EndpointModels> lists)
    {
        var unifier = new ModelUnifier();
        foreach (var list in lists)
        {
            foreach (var model in list.Models)
            {
                unifier.Place(list, model);
            }
        }

        return [.. unifier._drafts.Select(draft => draft.Finish()).OrderBy(model => model.Id, StringComparer.Ordinal)];
    }

    private void Place(EndpointModels list, ListedModel listed)
    {
        var name = listed.Model.Name;
        var digest = listed.Model.Digest;
        if ((digest is not null && _byDigest.TryGetValue(digest, out var draft))
            || (_byName.TryGetValue(name, out draft) && !draft.Contradicts(digest)))
        {
            draft.Merge(list, listed);
        }
        else
        {
            var taken = draft is not null;
            draft = new Draft(taken ? $"{name}-{TailOf(digest!)}" : name, list, listed);
            _drafts.Add(draft);
            _byName.TryAdd(draft.Id, draft);
        }

        _byName.TryAdd(name, draft);
        if (draft.Digest is not null)
        {
            _byDigest.TryAdd(draft.Digest, draft);
        }
    }

    private static string TailOf(string digest) => digest.Length > DigestTail ? digest[^DigestTail..] : digest;

    private sealed class Draft
    {
        private readonly List<ModelAlias> _aliases = [];
        private readonly List<ModelSource> _sources = [];
        private readonly SortedSet<string> _capabilities = new(StringComparer.Ordinal);
        private UnifiedModel _model;

        public Draft(string id, EndpointModels list, ListedModel listed)
        {
            _model = new UnifiedModel { Id = id };
            Merge(list, listed);
        }

        public string Id => _model.Id;
        public string? Digest => _model.Digest;

        public bool Contradicts(string? digest) =>
            digest is not null && _model.Digest is not null && !digest.Equals(_model.Digest, StringComparison.OrdinalIgnoreCase);

        public void Merge(EndpointModels list, ListedModel listed)
        {
            var (model, facts) = listed;
            var alias = new ModelAlias(model.Name, SourceTag(list.Type, model.Format));
            if (!_aliases.Contains(alias))
            {
                _aliases.Add(alias);
            }

            var source = new ModelSource(list.Url, list.EndpointName, list.Type, model.Name, model.State ?? (model.Size > 0 ? "available" : "unknown"), model.Size);
            _sources.RemoveAll(known => known.EndpointUrl == source.EndpointUrl && known.NativeName == source.NativeName);
            _sources.Add(source);
            _capabilities.UnionWith(facts.Capabilities);
            _model = _model with
            {
                Family = Either(_model.Family, facts.Family),
                Variant = _model.Family.Length > 0 ? _model.Variant : facts.Variant,
                ParameterSize = Either(_model.ParameterSize, facts.ParameterSize),
                ParameterCount = _model.ParameterSize.Length > 0 || facts.ParameterSize.Length == 0 ? Either(_model.ParameterCount, facts.ParameterCount) : facts.ParameterCount,
                Quantization = Either(_model.Quantization, facts.Quantization),
                ReportedQuantization = _model.ReportedQuantization ?? model.Quantization,
                Format = Either(_model.Format, model.Format ?? ""),
                MaxContextLength = Either(_model.MaxContextLength, model.MaxContextLength),
                DiskSize = _sources.Sum(known => known.Size),
                LastSeen = list.ReadAt > _model.LastSeen ? list.ReadAt : _model.LastSeen,
                Digest = _model.Digest ?? model.Digest,
                Publisher = _model.Publisher ?? facts.Publisher,
                ModelType = _model.ModelType ?? facts.ModelType,
                ParentModel = _model.ParentModel ?? model.ParentModel,
                Checkpoint = _model.Checkpoint ?? model.Checkpoint,
                Recipe = _model.Recipe ?? model.Recipe,
            };
        }

        public UnifiedModel Finish() => _model with { Aliases = [.. _aliases], Sources = [.. _sources], Capabilities = [.. _capabilities] };

        private static string Either(string known, string other) => known.Length > 0 ? known : other;

        private static long Either(long known, long other) => known > 0 ? known : other;

        /// <summary>Whose name it is; an endpoint that was never recognised is told by the file format.</summary>
        private static string SourceTag(string type, string? format) => type != ProviderTypes.Auto
            ? ProviderTypes.TagOf(type)
            : string.Equals(format, "gguf", StringComparison.OrdinalIgnoreCase) ? "ollama" : "openai";
    }
}
